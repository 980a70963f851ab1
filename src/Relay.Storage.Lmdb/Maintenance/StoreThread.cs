namespace Relay.Storage.Lmdb;

/// <summary>
/// Write transactions belong to a thread, and passes and searches of the whole store are long: both get a thread of their own.
/// </summary>
static class StoreThread
{
    public static Task<T> Run<T>(Func<T> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    public static Task Run(Action work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
