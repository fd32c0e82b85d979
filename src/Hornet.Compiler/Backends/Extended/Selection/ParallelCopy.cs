// SPDX-License-Identifier: Apache-2.0
namespace Hornet.Compiler.Backends.Extended;

/// <summary>Puts copies that happen at once into an order, with a register more where they go round in a circle.</summary>
internal static class ParallelCopy
{
    /// <summary>Orders copies between registers; each destination stands once.</summary>
    /// <param name="copies">Pairs of destination and source.</param>
    /// <param name="newRegister">Gives a register that nothing else uses.</param>
    public static IEnumerable<(int Destination, int Source)> Sequence(IEnumerable<(int Destination, int Source)> copies, Func<int> newRegister)
    {
        var pending = new Dictionary<int, int>();
        var readers = new Dictionary<int, int>();
        foreach ((int destination, int source) in copies)
        {
            if (destination == source)
                continue;
            pending.Add(destination, source);
            readers[source] = readers.GetValueOrDefault(source) + 1;
        }

        var ready = new Stack<int>(pending.Keys.Where(destination => !readers.ContainsKey(destination)));
        while (pending.Count > 0)
        {
            if (!ready.TryPop(out int destination))
            {
                // Only circles are left. The value of one destination is put aside, which opens its circle.
                destination = pending.Keys.First();
                int aside = newRegister();
                yield return (aside, destination);
                foreach (int reader in pending.Where(pair => pair.Value == destination).Select(pair => pair.Key).ToArray())
                    pending[reader] = aside;
                readers[aside] = readers[destination];
                readers.Remove(destination);
            }

            int source = pending[destination];
            pending.Remove(destination);
            yield return (destination, source);
            if (--readers[source] == 0)
            {
                readers.Remove(source);
                if (pending.ContainsKey(source))
                    ready.Push(source);
            }
        }
    }
}
