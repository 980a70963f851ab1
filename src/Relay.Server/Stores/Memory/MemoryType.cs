using Relay.Core;
using Relay.Storage.Files;

namespace Relay.Server;

/// <summary>A store that forgets everything when the relay ends.</summary>
sealed class MemoryType : IStoreType
{
    public string Name => StoreFiles.Memory.Name;

    public StoreMedium Medium => StoreMedium.Memory;

    public StoreFiles Files => StoreFiles.Memory;

    public void AddOptions(OptionsSections sections)
    {
    }

    public ValueTask<IOpenedStore> OpenAsync(StoreSettings settings, StoreServices services, CancellationToken cancel)
    {
        var logger = services.Loggers.CreateLogger<InMemoryStore>();
        var folder = settings.Folder is { } path ? StoreFolder.Open(StoreFiles.Memory, path, logger) : null;
        ProgramLog.KeepsNothing(
            logger,
            folder is null
                ? "Commands cannot reach the relay, because Relay:Store:Path names no folder for their socket"
                : $"Commands reach the relay through the socket in {folder.Path}");
        return new(new FolderStore(this, folder, new InMemoryStore(services.Time), broken: new TaskCompletionSource().Task));
    }

    public IEnumerable<IdleSetting> IdleSettings(StoreSettings settings)
    {
        yield return IdleSetting.In(
            "Relay:Store", nameof(settings.Common.MinFreeDiskMiB), "Relay:Store:Type is Memory, which keeps nothing on the disk",
            "Set Relay:Store:Type to a type that does, or remove the key.");
    }
}
