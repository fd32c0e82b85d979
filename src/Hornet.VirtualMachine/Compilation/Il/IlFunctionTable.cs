// SPDX-License-Identifier: Apache-2.0
using Hornet.Bytecode;

namespace Hornet.VirtualMachines;

/// <summary>Finds out about the functions of a program, callees before callers.</summary>
internal sealed class IlFunctionTable
{
    // A call that costs more is charged when it happens, so that a program is stopped soon after it used up its budget.
    private const int LargestArrears = 1024;

    private readonly CompilationInput _input;
    private readonly Dictionary<int, IlFunction> _functions = [];
    private readonly HashSet<int> _open = [];
    private readonly List<IlFunction> _order = [];

    /// <summary>Analyses all functions of a program.</summary>
    public IlFunctionTable(CompilationInput input)
    {
        _input = input;
        foreach (FlowFunction function in input.Graph.Functions)
        {
            Analyse(function);
        }
    }

    /// <summary>The functions, callees before callers as far as there is no recursion.</summary>
    public IReadOnlyList<IlFunction> CalleesFirst => _order;

    /// <summary>The function that starts at a slot.</summary>
    public IlFunction At(int slot) => _functions[slot];

    private void Analyse(FlowFunction flow)
    {
        if (_functions.ContainsKey(flow.Start) || !_open.Add(flow.Start))
        {
            return;
        }

        long cost = flow.InstructionCount;
        bool isRecursive = false;
        bool touches = flow.HasLoops;
        foreach (FlowBlock block in flow.Blocks)
        {
            for (int at = block.Start; at < block.End && at < _input.Code.Length; at++)
            {
                Instruction instruction = _input.Linked.Instructions[at];
                if (instruction.Opcode == 0x18)
                {
                    at++;
                }
                else if (instruction is { Opcode: 0x85, Source: Register.R1 } && !_input.Code.IsFault(at))
                {
                    int target = at + 1 + instruction.Immediate;
                    Analyse(_input.Graph.FunctionAt(target));
                    isRecursive |= !_functions.ContainsKey(target);
                    cost += CostOf(target);
                    touches |= !_functions.TryGetValue(target, out IlFunction? callee) || callee.TouchesBudget;
                }
                else if (instruction.Opcode is 0x85 or 0x8d)
                {
                    touches |= instruction.Opcode == 0x8d || _input.BuiltInHelper(instruction.Immediate) is not { } helper
                        || instruction.Source != 0 || IlCallEffects.TouchesBudget(helper);
                }
            }
        }

        bool chargesItself = isRecursive || cost > LargestArrears;
        Liveness liveness = Liveness.Of(flow, _input.Linked.Instructions, slot => IlCallEffects.Of(_input, slot, ParametersOf));
        var function = new IlFunction(flow, liveness)
        {
            Cost = (int)Math.Min(cost, int.MaxValue),
            ChargesItself = chargesItself,
            TouchesBudget = touches || chargesItself,
            Variables = IlStackVariables.Of(_input, flow),
        };
        _open.Remove(flow.Start);
        _functions.Add(flow.Start, function);
        _order.Add(function);
    }

    /// <summary>What callers charge for a call.</summary>
    public int CostOf(int target) => _functions.TryGetValue(target, out IlFunction? callee) && !callee.ChargesItself ? callee.Cost : 0;

    private ushort ParametersOf(int target)
    {
        // Of a function that calls itself, or was not looked at yet, nothing is known.
        if (!_functions.TryGetValue(target, out IlFunction? callee))
        {
            return 0b111110;
        }

        ushort mask = 0;
        foreach (int register in callee.Parameters)
        {
            mask |= (ushort)(1 << register);
        }

        return mask;
    }
}
