using System.CommandLine;
using Relay.Core;
using Relay.Storage.Files;

namespace Relay.Server;

/// <summary>
/// Looks whether events are in the stores where <c>Relay:Stores</c> wants them: where routes lead, and in all mirrors. Puts them there.
/// </summary>
static class StoresCommand
{
    /// <summary>The exit code if events are elsewhere.</summary>
    const int Misplaced = 1;

    public static Command Create() => new("stores", "Looks after the stores of Relay:Stores.")
    {
        Subcommand(
            "check", "Counts the events that are in another store than the one where the routes lead, and compares mirrors.", CheckAsync),
        Subcommand("move", "Moves such events to where the routes lead, and old ones to archives, and repairs mirrors.", MoveAsync),
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
        var agrees = stores.Routes.Count == 1 || await CheckRoutesAsync(stores, cancel);
        if (stores.Composed.Mirror is { } mirror)
        {
            var scale = await ScaleOfAsync(stores, passes: 2 * (mirror.Stores.Count - 1), cancel);
            var differences = await ProgressDisplay.RunAsync(
                "comparing", scale, progress => MirrorCheck.CompareAsync(mirror, TimeProvider.System, progress, cancel));
            foreach (var (name, isBehind, missing, extra) in differences)
            {
                Console.WriteLine(
                    $"the mirror {name} is {(isBehind ? "behind" : "in step")}: it lacks {missing} events and has {extra} too many");
                agrees &= !isBehind && missing + extra == 0;
            }
        }
        if (!agrees)
            Console.WriteLine("relay stores move puts them there.");
        return agrees ? 0 : Misplaced;
    }

    static async Task<bool> CheckRoutesAsync(RoutedStores stores, CancellationToken cancel)
    {
        var (looked, misplaced, missing) = await ProgressDisplay.RunAsync(
            "checking", await ScaleOfAsync(stores, passes: 1, cancel), progress => new RouteMove(stores, progress).CheckAsync(cancel));
        Console.WriteLine(
            $"{looked} events in {stores.Routes.Count} stores; {misplaced} are in another store than the one where the routes lead, "
            + $"{missing} deletion requests are missing in a store");
        if (misplaced + missing > 0)
            return false;
        stores.Record();
        return true;
    }

    static async Task<int> MoveAsync(RoutedStores stores, CancellationToken cancel)
    {
        var isDone = true;
        if (stores.Composed.Mirror is { } mirror)
        {
            var behind = await mirror.RepairAsync(cancel);
            foreach (var store in mirror.Stores)
                Console.WriteLine($"the mirror {store.Name} is {(store.IsBehind ? "behind, and its repair did not succeed" : "in step")}");
            isDone = behind.Count == 0;
        }
        if (stores.Routes.Count > 1)
        {
            var (looked, moved, copied) = await ProgressDisplay.RunAsync(
                "moving", await ScaleOfAsync(stores, passes: 2, cancel), progress => new RouteMove(stores, progress).RunAsync(cancel));
            Console.WriteLine($"{looked} events in {stores.Routes.Count} stores; {moved} moved, {copied} deletion requests copied");
        }
        if (stores.Composed.Archive is { } archive)
            Console.WriteLine($"{await archive.MoveAsync(cancel)} events went to archives");
        return isDone ? 0 : Misplaced;
    }

    static async Task<ProgressScale> ScaleOfAsync(RoutedStores stores, int passes, CancellationToken cancel)
    {
        var events = (await stores.DescribeAsync(cancel)).Events * passes;
        return ProgressScale.Of(events);
    }
}
