namespace Relay.Policies;

/// <summary>
/// What tells one content of a file from another without reading it. <c>Changed</c> is set by the system at every change of the file
/// and cannot be set back, as <c>Written</c> can; it and the numbers of file and device are 0 where the system does not say.
/// </summary>
readonly record struct FileLook(long Length, FileTime Written, FileTime Changed, ulong File, ulong Device);
