using System.Globalization;

namespace Relay.FunctionalTests;

/// <summary>The program behind nginx, with the settings that <c>docs/proxies.md</c> names. All tests of a class share it.</summary>
public sealed class RelayBehindNginx : IAsyncDisposable
{
    readonly TemporaryFolder _folder = new();
    RelayProcess? _relay;
    NginxProcess? _nginx;
    int _port;

    internal NginxProcess Nginx => _nginx!;

    /// <summary>Starts both, unless they run.</summary>
    public async Task StartAsync()
    {
        if (_nginx is not null)
            return;
        // Skips the test before anything is started.
        _ = NginxProcess.Find();
        _relay ??= Start();
        var address = await _relay.ListeningAsync();
        _port = address.Port;
        _nginx = await NginxProcess.StartAsync(_folder, address);
    }

    /// <summary>Kills the relay.</summary>
    public async Task KillRelayAsync()
    {
        await _relay!.SignalAsync("KILL");
        await _relay.EndAsync();
        await _relay.DisposeAsync();
    }

    /// <summary>Starts the relay again, on the same port and store.</summary>
    public async Task StartRelayAgainAsync()
    {
        _relay = Start();
        await _relay.ListeningAsync();
    }

    /// <summary>Waits until the relay's log has a line with these words.</summary>
    public Task LogAsync(string words) => _relay!.LineAsync(words);

    public async ValueTask DisposeAsync()
    {
        if (_nginx is not null)
            await _nginx.DisposeAsync();
        if (_relay is not null)
            await _relay.DisposeAsync();
        _folder.Dispose();
    }

    RelayProcess Start() => RelayProcess.Start(
        _folder.Path,
        [
            "--urls", $"http://127.0.0.1:{_port.ToString(CultureInfo.InvariantCulture)}", "--Relay:PublicUrl=wss://relay.example.com",
            "--Relay:Network:TrustedProxies=127.0.0.1", "--Serilog:MinimumLevel:Override:Relay=Debug",
        ]);
}
