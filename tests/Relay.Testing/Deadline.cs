namespace Relay.Testing;

/// <summary>How long a test waits for something that must come. Only a failing test waits this long.</summary>
public static class Deadline
{
    public static readonly TimeSpan Default = TimeSpan.FromSeconds(20);

    public static Task<T> Within<T>(this Task<T> task, string what) => task.WaitAsync(Default).Named(what);

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
