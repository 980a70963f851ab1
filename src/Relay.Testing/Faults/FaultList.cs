using System.Collections.Immutable;

namespace Relay.Testing;

/// <summary>The faults of one kind that are in force, in the order in which they began. Thread-safe.</summary>
sealed class FaultList<T>
{
    ImmutableArray<Fault> _faults = [];

    public IEnumerable<T> All => _faults.Select(static fault => fault.What);

    /// <summary>Begins a fault, which lasts until the result is disposed of.</summary>
    public IDisposable Add(T what)
    {
        var fault = new Fault(this, what);
        ImmutableInterlocked.Update(ref _faults, static (faults, added) => faults.Add(added), fault);
        return fault;
    }

    sealed class Fault(FaultList<T> list, T what) : IDisposable
    {
        public T What { get; } = what;

        public void Dispose() => ImmutableInterlocked.Update(ref list._faults, static (faults, ended) => faults.Remove(ended), this);
    }
}
