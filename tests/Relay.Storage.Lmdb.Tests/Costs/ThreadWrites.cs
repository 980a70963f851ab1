using System.Globalization;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>What a thread has written so far, as Linux counts it.</summary>
/// <param name="Calls">System calls that write; those that only sync are not among them.</param>
/// <param name="Bytes">The bytes they were given.</param>
readonly record struct ThreadWrites(long Calls, long Bytes)
{
    const string Path = "/proc/thread-self/io";

    /// <summary>The thread that calls this.</summary>
    public static ThreadWrites Read()
    {
        var lines = File.ReadAllLines(Path);
        return new ThreadWrites(Value(lines, "syscw: "), Value(lines, "wchar: "));
    }

    /// <summary>Where the kernel does not count, nothing can be held.</summary>
    public static void SkipUnlessCounted() => Assert.SkipUnless(File.Exists(Path), $"{Path} does not exist");

    public static ThreadWrites operator -(ThreadWrites a, ThreadWrites b) => new(a.Calls - b.Calls, a.Bytes - b.Bytes);

    public static ThreadWrites operator +(ThreadWrites a, ThreadWrites b) => new(a.Calls + b.Calls, a.Bytes + b.Bytes);

    static long Value(string[] lines, string name)
    {
        var line = lines.Single(line => line.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line.AsSpan(name.Length), CultureInfo.InvariantCulture);
    }
}
