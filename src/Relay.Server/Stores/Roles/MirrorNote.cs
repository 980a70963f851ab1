using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Relay.Core;
using Relay.Storage.Files;

namespace Relay.Server;

/// <summary>
/// What the file <c>mirror</c> in the folder of a store says: which stores have the same events, and which of them were behind. Each of the
/// stores has such a file; the one with the highest generation counts.
/// </summary>
/// <param name="Group">What the stores of one relay share, so that no other store is taken for one of them.</param>
/// <param name="Generation">Grows with each note.</param>
/// <param name="IsRunning">Whether they were in use: then the last changes may have reached only some.</param>
/// <param name="Me">The id of the store in whose folder the file is.</param>
/// <param name="Members">All stores that ever belonged to the group.</param>
sealed record MirrorNote(string Group, long Generation, bool IsRunning, string Me, IReadOnlyList<MirrorNote.Member> Members)
{
    const string FileName = "mirror";

    /// <summary>A store of the group.</summary>
    /// <param name="Id">Its id, which stays when its folder is moved.</param>
    /// <param name="IsBehind">Whether it was behind.</param>
    /// <param name="Place">Where it was, for people.</param>
    public sealed record Member(string Id, bool IsBehind, string Place);

    /// <summary>A new id.</summary>
    public static string NewId() => Guid.NewGuid().ToString("n");

    /// <summary>The id of a store without a folder, by its name.</summary>
    public static string IdOf(string name) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..32];

    /// <summary>Reads the note in a folder; null if there is none. Throws <see cref="StoreException"/> if it cannot be read.</summary>
    public static MirrorNote? Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
            return null;
        var lines = File.ReadAllLines(path);
        if (lines.Length > 3
            && lines[0].Split(' ') is ["group", var group]
            && lines[1].Split(' ') is ["generation", var number]
            && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var generation)
            && lines[2] is "running" or "ended"
            && lines[3].Split(' ') is ["me", var me])
            return new MirrorNote(group, generation, lines[2] == "running", me, [.. lines.Skip(4).Select(MemberOf)]);
        throw new StoreException($"The file {path}, which says whether this store is in step with its mirrors, cannot be read.");
    }

    /// <summary>Writes it into the folder of its store, as a whole or not at all, and so that it is there after a power cut.</summary>
    public void Write(string folder)
    {
        var text = new StringBuilder();
        text.Append(
            CultureInfo.InvariantCulture, $"group {Group}\ngeneration {Generation}\n{(IsRunning ? "running" : "ended")}\nme {Me}\n");
        foreach (var member in Members)
            text.Append(CultureInfo.InvariantCulture, $"{(member.IsBehind ? "behind" : "in-step")} {member.Id} {member.Place}\n");
        SyncedFile.Write(Path.Combine(folder, FileName), text.ToString());
    }

    static Member MemberOf(string line) => line.Split(' ', 3) is [var state, var id, var place]
        ? new Member(id, state != "in-step", place)
        : throw new StoreException("A file that says whether a store is in step with its mirrors cannot be read.");
}
