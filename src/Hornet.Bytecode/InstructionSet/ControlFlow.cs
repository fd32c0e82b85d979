// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Bytecode;

/// <summary>Where execution goes after an instruction.</summary>
public enum ControlFlow : byte
{
    /// <summary>To the following instruction.</summary>
    Next,

    /// <summary>Always to the jump's target.</summary>
    Jump,

    /// <summary>To the jump's target or to the following instruction.</summary>
    ConditionalJump,

    /// <summary>To another function and then to the following instruction.</summary>
    Call,

    /// <summary>Out of the function.</summary>
    Exit,
}
