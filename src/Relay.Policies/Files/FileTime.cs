using System.Runtime.InteropServices;

namespace Relay.Policies;

/// <summary>A time of a file as the system stores it.</summary>
[StructLayout(LayoutKind.Sequential)]
readonly record struct FileTime(long Seconds, uint Nanoseconds);
