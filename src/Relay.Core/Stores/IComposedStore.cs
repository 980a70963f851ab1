namespace Relay.Core;

/// <summary>A store that is made of others.</summary>
interface IComposedStore : IEventStore
{
    /// <summary>The stores of which it is made, each once.</summary>
    IReadOnlyList<IEventStore> Stores { get; }

    /// <summary>Lets the stores that announce what they remove do so, each removal once.</summary>
    void Listen(ICommitListener listener);
}
