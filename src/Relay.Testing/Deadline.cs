namespace Relay.Testing;

/// <summary>How long a test waits for something that must come. Only a failing test waits this long.</summary>
public static class Deadline
{
    /// <summary>Twenty seconds.</summary>
    public static readonly TimeSpan Default = TimeSpan.FromSeconds(20);

    /// <summary>Waits, at most until the deadline. The exception then names what did not come.</summary>
    public static Task<T> Within<T>(this Task<T> task, string what) => task.WaitAsync(Default).Named(what);

    /// <summary>Waits, at most until the deadline. The exception then names what did not come.</summary>
    public static async Task Within(this Task task, string what)
    {
        try
        {
            await task.WaitAsync(Default);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"waited {Default.TotalSeconds:0} s for {what}");
        }
    }

    static async Task<T> Named<T>(this Task<T> task, string what)
    {
        try
        {
            return await task;
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"waited {Default.TotalSeconds:0} s for {what}");
        }
    }
}
