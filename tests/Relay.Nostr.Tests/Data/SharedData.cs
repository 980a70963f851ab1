using System.IO.Compression;
using System.Text;

namespace Relay.Nostr.Tests;

/// <summary>Real events and vectors in a folder beside the repository, if it exists. Tests that need them are skipped otherwise.</summary>
static class SharedData
{
    /// <summary>The lines of a file. Only LF ends a line, so other line breaks may be inside texts.</summary>
    public static IEnumerable<byte[]> Lines(string name)
    {
        foreach (var line in Encoding.UTF8.GetString(Bytes(name)).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            yield return Encoding.UTF8.GetBytes(line);
    }

    public static byte[] Bytes(string name)
    {
        var path = Path.GetFullPath(Path.Combine(RepositoryFolder.Path, "..", "shared", "data", name));
        Assert.SkipUnless(File.Exists(path), $"{path} does not exist");
        var bytes = File.ReadAllBytes(path);
        if (!name.EndsWith(".gz", StringComparison.Ordinal))
            return bytes;
        using var unpacked = new MemoryStream();
        using (var gzip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress))
            gzip.CopyTo(unpacked);
        return unpacked.ToArray();
    }
}
