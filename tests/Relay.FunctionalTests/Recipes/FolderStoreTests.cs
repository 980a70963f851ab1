using Microsoft.Extensions.Logging.Abstractions;
using Relay.Core;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

/// <summary>The common rules of stores on the engine that <c>docs/event-storage.md</c> prints.</summary>
public static class FolderStoreTests
{
    public sealed class Storage : StorageSuite<FolderStore>;

    public sealed class Replacement : ReplacementSuite<FolderStore>;

    public sealed class Deletion : DeletionSuite<FolderStore>;

    public sealed class AddressDeletion : AddressDeletionSuite<FolderStore>;

    public sealed class Removing : RemovalSuite<FolderStore>;

    public sealed class Vanish : VanishSuite<FolderStore>;

    public sealed class Expiration : ExpirationSuite<FolderStore>;

    public sealed class Querying : QuerySuite<FolderStore>;

    public sealed class Counting : CountSuite<FolderStore>;

    public sealed class Sequence : SequenceSuite<FolderStore>;

    public sealed class Backfill : BackfillSuite<FolderStore>;

    public sealed class Randomised : RandomisedSuite<FolderStore>;

    public sealed class FolderStore : ITestStore
    {
        readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("relay-test-");
        EngineStore? _store;

        public async ValueTask<ISequencedStore> OpenAsync(TimeProvider time) =>
            _store = await EngineStore.OpenAsync(new FolderEngine(_folder.FullName), new(time, NullLogger.Instance));

        public async ValueTask DisposeAsync()
        {
            if (_store is not null)
                await _store.DisposeAsync();
            _folder.Delete(recursive: true);
        }
    }
}
