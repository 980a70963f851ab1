using Relay.Nostr;

namespace Relay.Core;

/// <summary>An event of a lane on its way. The lane uses the object again for a later event.</summary>
sealed class LaneEvent(EventLane lane) : TurnWork
{
    volatile bool _isVerified;

    // Made once somebody's verdict is waited for: where all decide at once there is none.
    Action? _onJudged;

    /// <summary>The event; none while the object waits to be used again.</summary>
    public NostrEvent Event { get; private set; } = null!;

    /// <summary>Whether the signature has been looked at.</summary>
    public bool IsVerified => _isVerified;

    /// <summary>What looking at the signature gave.</summary>
    public bool HasValidSignature { get; private set; }

    /// <summary>Whether hooks and rules have decided, or failed.</summary>
    public bool IsJudged => Verdict.IsCompleted;

    /// <summary>What they decided, known or awaited. To be taken once, when it is known.</summary>
    public ValueTask<Verdict> Verdict { get; private set; }

    /// <summary>Whether the answer is that of the store, so that hooks learn of it.</summary>
    public bool IsForStore { get; private set; }

    /// <summary>Whether it is ephemeral, and is passed on when its answer's turn comes.</summary>
    public bool IsToBePassedOn { get; private set; }

    /// <summary>Whether ephemeral events behind it wait for its turn.</summary>
    public bool KeepsOrder => IsForStore || IsToBePassedOn;

    /// <summary>The answer, known or awaited.</summary>
    public ValueTask<StoreResult> Result { get; private set; }

    public void Start(NostrEvent e)
    {
        Event = e;
        _isVerified = false;
    }

    /// <summary>Looks at the signature, and if it is the lane's next event does with it what can be done at once.</summary>
    public override TurnWork? Run(long until)
    {
        Begin();
        HasValidSignature = lane.HasValidSignature(Event);
        _isVerified = true;
        lane.OnVerified(this);
        return Turn.EndForNext(until);
    }

    /// <summary>Keeps what will be decided; if that takes time, the lane is told when it is.</summary>
    public void Judge(ValueTask<Verdict> verdict)
    {
        Verdict = verdict;
        if (!verdict.IsCompleted)
            verdict.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(_onJudged ??= lane.OnJudged);
    }

    public void Answer(StoreResult result)
    {
        Result = new(result);
    }

    public void AwaitStore(ValueTask<StoreResult> result)
    {
        Result = result;
        IsForStore = true;
    }

    public void PassOnInTurn() => IsToBePassedOn = true;

    public void Clear()
    {
        IsForStore = false;
        IsToBePassedOn = false;
        Event = null!;
        Verdict = default;
        Result = default;
    }
}
