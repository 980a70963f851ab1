using System.CommandLine;

namespace Relay.Server;

/// <summary>
/// <c>relay health</c>: asks the relay on this machine for its health. Meant for containers whose image has no other tool for it.
/// </summary>
static class HealthCommand
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    public static Command Create()
    {
        var command = new Command(
            "health", "Asks the relay that runs with this configuration whether it accepts connections and whether its store is healthy.");
        command.SetAction(async (arguments, cancel) =>
        {
            var address = Address(ProgramConfiguration.Load(arguments).Urls);
            using var http = new HttpClient { Timeout = Patience };
            try
            {
                using var answer = await http.GetAsync(new Uri(address, "/health"), cancel);
                var text = await answer.Content.ReadAsStringAsync(cancel);
                Console.Out.WriteLine($"{address} answers {(int)answer.StatusCode}: {text}");
                return answer.IsSuccessStatusCode ? 0 : 1;
            }
            catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
            {
                Console.Error.WriteLine($"relay: {address} does not answer: {exception.Message}");
                return 1;
            }
        });
        return command;
    }

    /// <summary>The first address that the relay listens on, in the form in which this machine reaches it.</summary>
    static Uri Address(string urls)
    {
        var address = BindingAddress.Parse(urls.Split(';')[0].Trim());
        var isAny = address.Host is "*" or "+" or "0.0.0.0" or "[::]";
        return new UriBuilder(address.Scheme, isAny ? "127.0.0.1" : address.Host, address.Port).Uri;
    }
}
