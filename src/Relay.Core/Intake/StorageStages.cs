namespace Relay.Core;

/// <summary>
/// The way of one connection's events where no single store numbers all events: a stage for each storage handler, in the order of
/// registration, and a last one that announces what all of them have. Each handler gets the events in the order of arrival. An event goes
/// to the next handler once this one has accepted it. If a handler keeps the order of its calls, it gets the next event before it has
/// finished this one, so that a store can commit many at once.
/// </summary>
sealed class StorageStages
{
    readonly HookPipeline _pipeline;
    readonly Fanouts _fanout;
    readonly CancellationToken _eventsGivenUp;
    readonly Action<LaneEvent> _first;

    /// <summary>Passes each event to <paramref name="done"/>, in the order of arrival. Its result may be known, or be a failure.</summary>
    public StorageStages(HookPipeline pipeline, Fanouts fanout, CancellationToken eventsGivenUp, Action<LaneEvent> done)
    {
        _pipeline = pipeline;
        _fanout = fanout;
        _eventsGivenUp = eventsGivenUp;
        _first = new LaneStage(AnnounceAsync, done).Add;
        foreach (var handler in pipeline.Storage.All.Reverse())
            _first = new LaneStage(item => HandOverAsync(handler, item), _first).Add;
    }

    /// <summary>Takes the next event. One that was already answered only keeps its place in the order.</summary>
    public void Add(LaneEvent item)
    {
        if (item.IsInStages)
            _fanout.Unannounced?.Begin(item.Event.Id);
        _first(item);
    }

    async ValueTask HandOverAsync(StorageHandler handler, LaneEvent item)
    {
        if (!item.IsInStages || !handler.Handles(item.Hook))
            return;
        try
        {
            var earlier = await item.CombineAsync();
            if (!earlier.IsAccepted)
            {
                Refuse(item, new(earlier));
            }
            else if (!item.IsHandedOver && _eventsGivenUp.IsCancellationRequested)
            {
                Refuse(item, new(StoreResult.Failed(HookFaults.InternalError)));
            }
            else
            {
                var result = _pipeline.HandOverAsync(handler, item.Hook, item.Event);
                item.HandedOver(earlier, handler.KeepsOrder(item.Hook) ? result : new(await result));
            }
        }
        catch (Exception exception)
        {
            Refuse(item, ValueTask.FromException<StoreResult>(exception));
        }
    }

    async ValueTask AnnounceAsync(LaneEvent item)
    {
        if (!item.IsInStages)
            return;
        try
        {
            var result = await item.CombineAsync();
            if (result.Status != StoreStatus.Stored)
            {
                Refuse(item, new(result));
                return;
            }
            await _fanout.PublishAsync(new LiveEvent(item.Event));
            item.EndStages(new(result));
        }
        catch (Exception exception)
        {
            Refuse(item, ValueTask.FromException<StoreResult>(exception));
        }
    }

    /// <summary>Ends the way of an event that is not announced.</summary>
    void Refuse(LaneEvent item, ValueTask<StoreResult> answer)
    {
        _fanout.Unannounced?.End(item.Event.Id);
        item.EndStages(answer);
    }
}
