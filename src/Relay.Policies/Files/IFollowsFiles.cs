namespace Relay.Policies;

/// <summary>A policy that follows files of keys or words.</summary>
interface IFollowsFiles
{
    /// <summary>Reads the files that have changed at once, without waiting until they stay the same.</summary>
    void ReadFilesAgain();
}
