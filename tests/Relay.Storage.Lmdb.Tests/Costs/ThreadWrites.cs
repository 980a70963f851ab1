using System.Globalization;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>The writes of a thread so far, as Linux counts them.</summary>
/// <param name="Calls">System calls that write, without those that only sync.</param>
/// <param name="Bytes">The bytes given to them.</param>
readonly record struct ThreadWrites(long Calls, long Bytes)
{
    const string Path = "/proc/thread-self/io";

    /// <summary>The thread that calls this.</summary>
    public static ThreadWrites Read()
    {
        var lines = File.ReadAllLines(Path);
        return new ThreadWrites(Value(lines, "syscw: "), Value(lines, "wchar: "));
    }

    /// <summary>Skips the test if the kernel does not count.</summary>
    public static void SkipUnlessCounted() => Assert.SkipUnless(File.Exists(Path), $"{Path} does not exist");

    public static ThreadWrites operator -(ThreadWrites a, ThreadWrites b) => new(a.Calls - b.Calls, a.Bytes - b.Bytes);

    public static ThreadWrites operator +(ThreadWrites a, ThreadWrites b) => new(a.Calls + b.Calls, a.Bytes + b.Bytes);

    static long Value(string[] lines, string name)
    {
        var line = lines.Single(line => line.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line.AsSpan(name.Length), CultureInfo.InvariantCulture);
    }
}
