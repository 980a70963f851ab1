using Relay.Core;
using Relay.Storage.Files;
using Relay.Storage.Postgres;
using Relay.Storage.Sql;

namespace Relay.Server;

/// <summary>The store in PostgreSQL.</summary>
sealed class PostgresType : IServerType
{
    public string Name => StoreFiles.Postgres.Name;

    public StoreFiles Files => StoreFiles.Postgres;

    public void AddOptions(OptionsSections sections) => sections.Add<PostgresOptions>("Relay:Store:Postgres");

    public async ValueTask<IOpenedStore> OpenAsync(StoreSettings settings, StoreServices services, CancellationToken cancel) =>
        await FolderStore.OpenAsync(this, settings, services, engine => PostgresStore.OpenAsync(OptionsOf(settings), engine, cancel));

    public Task<ServerReport> ExamineAsync(StoreSettings settings, CancellationToken cancel) =>
        PostgresStore.ExamineAsync(OptionsOf(settings), cancel);

    static PostgresStoreOptions OptionsOf(StoreSettings settings) => new()
    {
        ConnectionString = settings.ReadConnectionString(),
        Postgres = settings.Get<PostgresOptions>(),
    };
}
