using Relay.Core;
using Relay.Storage.Files;
using Relay.Storage.MySql;
using Relay.Storage.Sql;

namespace Relay.Server;

/// <summary>The store in MariaDB or MySQL.</summary>
sealed class MySqlType : IServerType
{
    public string Name => StoreFiles.MySql.Name;

    public StoreFiles Files => StoreFiles.MySql;

    public void AddOptions(OptionsSections sections) => sections.Add<MySqlOptions>("Relay:Store:MySql");

    public async ValueTask<IOpenedStore> OpenAsync(StoreSettings settings, StoreServices services, CancellationToken cancel) =>
        await FolderStore.OpenAsync(this, settings, services, engine => MySqlStore.OpenAsync(OptionsOf(settings), engine, cancel));

    public Task<ServerReport> ExamineAsync(StoreSettings settings, CancellationToken cancel) =>
        MySqlStore.ExamineAsync(OptionsOf(settings), cancel);

    static MySqlStoreOptions OptionsOf(StoreSettings settings) => new()
    {
        ConnectionString = settings.ReadConnectionString(),
        MySql = settings.Get<MySqlOptions>(),
    };
}
