using Relay.AspNetCore;
using Relay.Storage.Lmdb;

// A relay for each community of a list, under a host name of its own. The section Relay of the settings holds for all of them.
var builder = WebApplication.CreateBuilder(args);
var communities = builder.Configuration.GetSection("Communities").Get<string[]>() ?? [];
var folder = builder.Configuration["Folder"] ?? "data";
foreach (var host in communities)
{
    builder.Configuration[$"Relays:{host}:PublicUrl"] = $"ws://{host}";
    builder.Configuration[$"Relays:{host}:Information:Name"] = host;
    builder.Configuration[$"Relays:{host}:Store:Path"] = Path.Combine(folder, host);
    builder.Services.AddRelay(builder.Configuration, host).UseLmdb();
}

var app = builder.Build();
foreach (var host in communities)
    app.MapRelay("/", host).RequireHost(host);
app.MapRelayHealth();
app.Run();
