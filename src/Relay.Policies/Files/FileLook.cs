namespace Relay.Policies;

/// <summary>
/// Shows whether a file has changed, without reading it. The system sets <c>Changed</c> at every change, and programs cannot set it back,
/// unlike <c>Written</c>. <c>Changed</c> and the numbers of file and device are 0 if the system does not tell them.
/// </summary>
readonly record struct FileLook(long Length, FileTime Written, FileTime Changed, ulong File, ulong Device);
