using Relay.Core;

namespace Relay.Storage.Sql;

/// <summary>
/// Notices also without a write that the server is away or that another relay has taken the database, and reports both, and the end of an
/// outage. Asking takes place in the background, one question at a time.
/// </summary>
sealed class ServerWatch(ServerDriver server, ServerWriter writer, ServerReaders readers) : IStoreWatch
{
    Task _last = Task.CompletedTask;

    public void Look(StoreHealth health)
    {
        if (_last.IsCompleted)
            _last = Task.Run(() => LookAsync(health));
    }

    public bool TryMakeRoom(StoreHealth health) => false;

    async Task LookAsync(StoreHealth health)
    {
        try
        {
            if (!await writer.LookAsync(CancellationToken.None))
                return;
            readers.Forget();
            health.End(StoreCause.Server);
        }
        catch (Exception exception)
        {
            var failure = ServerFailures.Judge(server, exception);
            if (failure.IsFinal)
                health.Break(failure.What, exception);
            else
            {
                health.Begin(
                    StoreCause.Server,
                    new StoreComplaint(new StoreCondition(StoreState.NoEarlyAnswers, failure.What), Exception: exception));
            }
        }
    }
}
