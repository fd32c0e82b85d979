// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;

namespace Hornet.Linux;

/// <summary>A route through programs. It stays when the process ends without having removed it.</summary>
internal sealed class LightweightTunnelLink : NetlinkAttachment
{
    private readonly TunnelRoute _route;

    /// <summary>Adds the route.</summary>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public LightweightTunnelLink(KernelProgram program, LightweightTunnelTarget target, TunnelRoute route)
        : base(program, target)
    {
        _route = route;
        try
        {
            target.Add(route, program, target.ReplacesExisting);
        }
        catch
        {
            Namespace.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override void Update(KernelProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        RequireAttached();
        if (program.Type != Program?.Type)
            throw new BpfException($"Replacing the program \"{Program?.Name}\" on {Target} by \"{program.Name}\": they are of different types.");
        Namespace.Run(() => ((LightweightTunnelTarget)Target).Add(_route, program, isReplacing: true));
        Program = program;
    }

    /// <inheritdoc/>
    private protected override void Remove() => NetlinkRoute.Delete(_route);

    /// <inheritdoc/>
    private protected override bool IsGone(int errno) => errno is SyscallErrors.NoProcess or SyscallErrors.NoDevice;
}
