using Relay.Core;
using Relay.Storage.Files;

namespace Relay.Server;

/// <summary>
/// A type of store that the program can have. To add one, write a class and add a line to <see cref="StoreTypes"/>; its options stand in a
/// section of its name in <c>Relay:Store</c>.
/// </summary>
interface IStoreType
{
    /// <summary>The name, as <c>Relay:Store:Type</c> has it.</summary>
    string Name { get; }

    /// <summary>Where the events are.</summary>
    StoreMedium Medium => StoreMedium.Folder;

    /// <summary>The files by which a folder of the type is known; those of types that keep nothing in folders know none.</summary>
    StoreFiles Files { get; }

    /// <summary>Whether the type can answer before a commit: <c>Relay:Store:Sync</c> at <c>Interval</c>.</summary>
    bool HasIntervals => false;

    /// <summary>The libraries that it loads, each with a name and what tells its version.</summary>
    IEnumerable<(string Name, Func<string> Version)> Libraries => [];

    /// <summary>Adds the sections of its options.</summary>
    void AddOptions(OptionsSections sections);

    /// <summary>
    /// Opens the store, or creates it. Throws <see cref="StoreException"/> with one line for the operator if that fails.
    /// </summary>
    ValueTask<IOpenedStore> OpenAsync(StoreSettings settings, StoreServices services, CancellationToken cancel);

    /// <summary>
    /// Opens the store of a folder for reading, beside a process that may own it. Null if only the owner of a store of this type can read
    /// it.
    /// </summary>
    /// <param name="folder">The folder, which has a store.</param>
    /// <param name="looksThroughFiles">Whether all of the files is checked before.</param>
    IStoreReader? OpenReader(string folder, bool looksThroughFiles) => null;

    /// <summary>The files of the store in a folder, without those that all types have there.</summary>
    IEnumerable<string> FilesIn(string folder) => [];

    /// <summary>What <c>relay doctor</c> finds about the libraries of this type.</summary>
    Task<IReadOnlyList<Finding>> ExamineLibrariesAsync(ExaminedRelay relay, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<Finding>>([]);

    /// <summary>The keys of its options that do nothing with the others as they are.</summary>
    IEnumerable<IdleSetting> IdleSettings(StoreSettings settings) => [];
}
