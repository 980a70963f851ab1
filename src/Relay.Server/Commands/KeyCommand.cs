using System.CommandLine;
using Relay.Nostr;

namespace Relay.Server;

/// <summary><c>relay key</c>: makes keys and reads the texts that people use for keys and events.</summary>
static class KeyCommand
{
    public static Command Create() => new("key", "Makes a key, or shows the other forms of a key or an event id.")
    {
        CreateNew(),
        CreateShow(),
    };

    static Command CreateNew()
    {
        var command = new Command("new", "Makes a secret key and prints it with its public key.");
        command.SetAction(static _ =>
        {
            using var key = SecretKey.Generate();
            Console.Out.WriteLine($"nsec    {key.ToNsec()}");
            PrintPublicKey(key.PublicKey);
        });
        return command;
    }

    static Command CreateShow()
    {
        var text = new Argument<string>("text")
        {
            Description = "An npub, nprofile, nsec, note, nevent, naddr, or 64 hex digits; - reads it from standard input.",
        };
        var command = new Command(
            "show", "Shows the other forms of a key or an event id. For a secret key it shows only the public key.") { text };
        command.SetAction(arguments =>
        {
            var given = arguments.GetRequiredValue(text);
            // Arguments are visible in the list of processes, so secret keys had better come through standard input.
            return Show(given == "-" ? Console.In.ReadLine()?.Trim() ?? "" : given);
        });
        return command;
    }

    static int Show(string text)
    {
        if (text.StartsWith("nsec", StringComparison.OrdinalIgnoreCase))
            return ShowSecret(text);
        if (Bytes32.TryParse(text, out var bytes))
        {
            Console.Out.WriteLine($"as public key  {Nip19.EncodePublicKey(bytes.Span)}");
            Console.Out.WriteLine($"as event id    {Nip19.EncodeNote(bytes.Span)}");
            return 0;
        }
        if (!Nip19.TryDecode(text, out var entity, out var reason))
            return Fail(reason);
        if (entity.EventId is not null)
            Console.Out.WriteLine($"event   {Convert.ToHexStringLower(entity.EventId)}");
        if (entity.PublicKey is not null)
            PrintPublicKey(entity.PublicKey);
        if (entity.Kind is not null)
            Console.Out.WriteLine($"kind    {entity.Kind}");
        if (entity.Identifier is not null)
            Console.Out.WriteLine($"d       {entity.Identifier}");
        foreach (var relay in entity.Relays)
            Console.Out.WriteLine($"relay   {relay}");
        return 0;
    }

    static int ShowSecret(string text)
    {
        if (!SecretKey.TryParse(text, out var key, out var reason))
            return Fail(reason);
        using (key)
            PrintPublicKey(key.PublicKey);
        return 0;
    }

    static void PrintPublicKey(ReadOnlySpan<byte> publicKey)
    {
        Console.Out.WriteLine($"npub    {Nip19.EncodePublicKey(publicKey)}");
        Console.Out.WriteLine($"pubkey  {Convert.ToHexStringLower(publicKey)}");
    }

    static int Fail(string reason)
    {
        Console.Error.WriteLine($"relay: the text {reason}");
        return 1;
    }
}
