namespace Relay.Storage.Lmdb;

/// <summary>
/// Runs work on a thread of its own: write transactions belong to a thread, and passes and searches of the whole store are long.
/// </summary>
static class StoreThread
{
    public static Task<T> Run<T>(Func<T> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    public static Task Run(Action work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
