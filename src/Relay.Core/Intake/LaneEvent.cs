using Relay.Nostr;

namespace Relay.Core;

/// <summary>One event in a lane. The lane reuses the object for a later event.</summary>
sealed class LaneEvent(EventLane lane) : TurnWork
{
    volatile bool _isVerified;

    // Made when a verdict is first waited for; null if all hooks decide at once.
    Action? _onJudged;

    /// <summary>The event; null while the object waits to be reused.</summary>
    public NostrEvent Event { get; private set; } = null!;

    /// <summary>Whether the signature has been checked.</summary>
    public bool IsVerified => _isVerified;

    /// <summary>Whether the signature is valid. Known once it has been checked.</summary>
    public bool HasValidSignature { get; private set; }

    /// <summary>Whether rules and hooks have decided or failed.</summary>
    public bool IsJudged => Verdict.IsCompleted;

    /// <summary>The verdict, known or awaited. Read it once, when it is known.</summary>
    public ValueTask<Verdict> Verdict { get; private set; }

    /// <summary>Whether the store gives the answer, so that hooks are told of a stored event.</summary>
    public bool IsForStore { get; private set; }

    /// <summary>Whether it is an ephemeral event that is passed on when its answer's turn comes.</summary>
    public bool IsToBePassedOn { get; private set; }

    /// <summary>Whether ephemeral events behind it wait until it is answered.</summary>
    public bool KeepsOrder => IsForStore || IsToBePassedOn;

    /// <summary>The answer, known or awaited. In stages it is that of the handler that got the event last.</summary>
    public ValueTask<StoreResult> Result { get; private set; }

    /// <summary>Whether storage handlers are still to get it, one after the other.</summary>
    public bool IsInStages { get; private set; }

    /// <summary>The hook whose handlers get it, in stages.</summary>
    public StorageHook Hook { get; private set; }

    /// <summary>Whether a handler has got it, in stages.</summary>
    public bool IsHandedOver { get; private set; }

    StoreResult _earlier;

    public void Start(NostrEvent e)
    {
        Event = e;
        _isVerified = false;
    }

    /// <summary>Checks the signature. If this is the lane's next event, the lane also does everything that needs no waiting.</summary>
    public override TurnWork? Run(long until)
    {
        Begin();
        HasValidSignature = lane.HasValidSignature(Event);
        _isVerified = true;
        lane.OnVerified(this);
        return Turn.EndForNext(until);
    }

    /// <summary>Keeps the verdict. If it is not known yet, the lane is told when it is.</summary>
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

    /// <summary>Sends the event on its way through the stages.</summary>
    public void EnterStages(StorageHandlers handlers)
    {
        Hook = handlers.HookOf(Event.Kind);
        _earlier = handlers.NoneOf(Hook);
        Result = new(_earlier);
        IsInStages = true;
        IsForStore = true;
    }

    /// <summary>Waits for the handler that got the event last. Returns the result of all handlers so far.</summary>
    public async ValueTask<StoreResult> CombineAsync()
    {
        var result = await Result;
        return IsHandedOver ? StorageHandlers.Combine(_earlier, result) : result;
    }

    /// <summary>Keeps a handler's result, known or awaited, beside that of the handlers before.</summary>
    public void HandedOver(StoreResult earlier, ValueTask<StoreResult> result)
    {
        _earlier = earlier;
        Result = result;
        IsHandedOver = true;
    }

    /// <summary>No further handler gets the event; this is its answer.</summary>
    public void EndStages(ValueTask<StoreResult> answer)
    {
        Result = answer;
        IsInStages = false;
    }

    public void PassOnInTurn() => IsToBePassedOn = true;

    public void Clear()
    {
        IsForStore = false;
        IsToBePassedOn = false;
        IsInStages = false;
        IsHandedOver = false;
        Event = null!;
        Verdict = default;
        Result = default;
    }
}
