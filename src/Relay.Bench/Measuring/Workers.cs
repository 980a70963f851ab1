using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace Relay.Bench;

/// <summary>Runs work on threads that begin together.</summary>
static class Workers
{
    /// <summary>
    /// Does the work once for each number below <paramref name="count"/>, each on a thread of its own. Returns the time from the start to
    /// the last end.
    /// </summary>
    public static TimeSpan Run(int count, Action<int> work)
    {
        using var start = new Barrier(count + 1);
        Exception? failure = null;
        var threads = new Thread[count];
        for (var i = 0; i < count; i++)
        {
            var number = i;
            threads[i] = new Thread(() =>
            {
                start.SignalAndWait();
                try
                {
                    work(number);
                }
                catch (Exception exception)
                {
                    Interlocked.CompareExchange(ref failure, exception, null);
                }
            });
            threads[i].Start();
        }
        start.SignalAndWait();
        var begin = Stopwatch.GetTimestamp();
        foreach (var thread in threads)
            thread.Join();
        var elapsed = Stopwatch.GetElapsedTime(begin);
        if (failure is not null)
            ExceptionDispatchInfo.Throw(failure);
        return elapsed;
    }
}
