using System.CommandLine;
using Relay.Core;
using Relay.Storage.Files;

namespace Relay.Server;

/// <summary>Looks whether events are in the stores to which the routes of <c>Relay:Stores</c> lead, and moves them there.</summary>
static class StoresCommand
{
    /// <summary>The exit code if events are elsewhere.</summary>
    const int Misplaced = 1;

    public static Command Create() => new("stores", "Looks after the stores of Relay:Stores.")
    {
        Subcommand("check", "Counts the events that are in another store than the one where the routes lead.", CheckAsync),
        Subcommand("move", "Moves such events to where the routes lead.", MoveAsync),
    };

    static Command Subcommand(string name, string description, Func<RoutedStores, CancellationToken, Task<int>> run)
    {
        var command = new Command(name, description);
        command.SetAction(async (arguments, cancel) =>
        {
            // An event leaves its store once the other one has it on the disk, not before.
            var settings = ProgramConfiguration.Load(arguments, ("Relay:Store:Sync", nameof(StoreSync.EveryCommit))).Store;
            if (settings.Routed.Count == 0)
                throw new StoreException("Relay:Stores names no stores: all events are in the store of Relay:Store.");
            if (settings.Folder is { } folder && StoreFolder.IsOwned(folder))
                throw new StoreException($"A relay or a command is working on the store in {folder}: stop it first.");
            await using var stores = await RoutedStores.OpenAsync(settings, StoreServices.OfCommand, cancel);
            return await run(stores, cancel);
        });
        return command;
    }

    static async Task<int> CheckAsync(RoutedStores stores, CancellationToken cancel)
    {
        var (looked, misplaced, missing) = await ProgressDisplay.RunAsync(
            "checking", await ScaleOfAsync(stores, passes: 1, cancel), progress => new RouteMove(stores, progress).CheckAsync(cancel));
        Console.WriteLine(
            $"{looked} events in {stores.All.Count} stores; {misplaced} are in another store than the one where the routes lead, "
            + $"{missing} deletion requests are missing in a store");
        if (misplaced + missing > 0)
        {
            Console.WriteLine("relay stores move puts them there.");
            return Misplaced;
        }
        stores.Record();
        return 0;
    }

    static async Task<int> MoveAsync(RoutedStores stores, CancellationToken cancel)
    {
        var (looked, moved, copied) = await ProgressDisplay.RunAsync(
            "moving", await ScaleOfAsync(stores, passes: 2, cancel), progress => new RouteMove(stores, progress).RunAsync(cancel));
        Console.WriteLine($"{looked} events in {stores.All.Count} stores; {moved} moved, {copied} deletion requests copied");
        return 0;
    }

    static async Task<ProgressScale> ScaleOfAsync(RoutedStores stores, int passes, CancellationToken cancel)
    {
        var events = (await stores.DescribeAsync(cancel)).Events * passes;
        return ProgressScale.Of(events);
    }
}
