using System.ComponentModel.DataAnnotations;
using Relay.Core;

namespace Relay.Storage.Files;

/// <summary>Where a store keeps events, and how much of the disk it leaves free. Each type of store adds options of its own.</summary>
public class StoreFolderOptions
{
    /// <summary>
    /// The folder of the store. A relative path is relative to the working directory. The relay creates it if it does not exist.
    /// </summary>
    [PerRelay(IsNeeded = true)]
    public string Path { get; init; } = "data";

    // Deletions and expiry copy pages before they free any. This leaves room for them and for the index.
    /// <summary>
    /// When less than this many MiB of the disk are free, the relay refuses new events, so that there is still room for deletions. Default:
    /// 256, or a twentieth of the volume if that is less.
    /// </summary>
    [Range(0, 1_000_000)]
    public int? MinFreeDiskMiB { get; init; }
}
