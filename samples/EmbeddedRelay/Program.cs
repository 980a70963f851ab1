using EmbeddedRelay;
using Relay.AspNetCore;
using Relay.Core;
using Relay.Nostr;
using Relay.Storage.Lmdb;

var builder = WebApplication.CreateBuilder(args);
var weather = new WeatherStation(TimeProvider.System);
builder.Services.AddRelay(builder.Configuration)
    .UseLmdb()
    .RejectEvent((client, e) => e.Kind == Kind.EncryptedDirectMessage ? Verdict.Blocked("no kind 4 here") : Verdict.Accept)
    .QueryEvents((client, filter) => weather.Reports(filter));
var app = builder.Build();
app.MapRelay("/");
app.MapRelayHealth();
app.MapRelayMetrics();
app.Run();
