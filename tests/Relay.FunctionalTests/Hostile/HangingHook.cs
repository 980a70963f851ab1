using Relay.Core;
using Relay.Nostr;
using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>
/// A hook that never returns for a certain client or event and works for all others. It either waits for ever without looking at its token,
/// or blocks the thread that calls it.
/// </summary>
sealed class HangingHook(string name, bool blocks) : IDisposable
{
    /// <summary>The User-Agent of the client, and the content of its events.</summary>
    public const string Mark = "hang";

    readonly TaskCompletionSource _never = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly ManualResetEventSlim _gate = new();
    readonly SemaphoreSlim _asked = new(0);
    readonly Author _author = new();

    /// <summary>Waits until the hook hangs once more.</summary>
    public async Task AskedAsync() => Assert.True(await _asked.WaitAsync(Deadline.Default), $"{name} was not asked");

    public void AddTo(RelayBuilder relay) => _ = name switch
    {
        "RejectConnection" => relay.RejectConnection(async (client, _) => await MeetAsync(client, Verdict.Accept)),
        "OnConnect" => relay.OnConnect(async (client, _) => await MeetAsync(client, 0)),
        "OnDisconnect" => relay.OnDisconnect(async client => await MeetAsync(client, 0)),
        "OverwriteRelayInformation" => relay.OverwriteRelayInformation(async (client, document, _) => await MeetAsync(client, document)),
        "RejectEvent" => relay.RejectEvent(async (_, e, _) => await MeetAsync(e, Verdict.Accept)),
        "RejectVanish" => relay.RejectVanish(async (_, e, _) => await MeetAsync(e, Verdict.Accept)),
        "StoreEvent" => relay.StoreEvent(async (e, _) => await MeetAsync(e, new StoreResult(StoreStatus.Stored))),
        "OverwriteDeletionOutcome" => relay.OverwriteDeletionOutcome(async (e, _, _) => await MeetAsync(e, DeletionOutcome.Default)),
        "OnEventSaved" => relay.OnEventSaved(async (_, e, _) => await MeetAsync(e, 0)),
        "OnEventDeleted" => relay.OnEventDeleted(async (e, _) => await MeetAsync(e, 0)),
        "OnEphemeralEvent" => relay.OnEphemeralEvent(async (_, e, _) => await MeetAsync(e, 0)),
        "RejectFilter" => relay.RejectFilter(async (client, _, _) => await MeetAsync(client, Verdict.Accept)),
        "RejectCountFilter" => relay.RejectCountFilter(async (client, _, _) => await MeetAsync(client, Verdict.Accept)),
        "OverwriteFilter" => relay.OverwriteFilter(async (client, filter, _) => await MeetAsync(client, filter)),
        "OverwriteResponseEvent" => relay.OverwriteResponseEvent(async (client, e, _) => await MeetAsync(client, e)),
        "PreventBroadcast" => relay.PreventBroadcast(async (client, _, _) => await MeetAsync(client, false)),
        "QueryEvents" => relay.QueryEvents(async (client, _, _, _) => await MeetAsync(client!, 0)),
        _ => throw new ArgumentException(name),
    };

    /// <summary>The messages after which the hook is asked about the client.</summary>
    public IEnumerable<string> Messages()
    {
        var note = _author.Note(Mark);
        return name switch
        {
            "RejectEvent" or "StoreEvent" or "OnEventSaved" => [Text(note)],
            "RejectVanish" => [Text(_author.Event(Kind.Vanish, Mark, tags: [["relay", "ALL_RELAYS"]]))],
            "OnEphemeralEvent" => [Text(_author.Event(20_001, Mark))],
            "OverwriteDeletionOutcome" or "OnEventDeleted" => [Text(note), Text(_author.Deletion(note))],
            "RejectCountFilter" => ["""["COUNT","c",{}]"""],
            "RejectFilter" or "OverwriteFilter" or "OverwriteResponseEvent" or "QueryEvents" => ["""["REQ","q",{}]"""],
            "PreventBroadcast" => ["""["REQ","q",{"limit":0}]"""],
            _ => [],
        };
    }

    public void Dispose()
    {
        _never.TrySetResult();
        _gate.Set();
    }

    static string Text(NostrEvent e) => $"[\"EVENT\",{System.Text.Encoding.UTF8.GetString(e.ToJson())}]";

    Task<T> MeetAsync<T>(ClientContext client, T value) => client.UserAgent == Mark ? HangAsync(value) : Task.FromResult(value);

    Task<T> MeetAsync<T>(NostrEvent e, T value) => e.Content == Mark ? HangAsync(value) : Task.FromResult(value);

    async Task<T> HangAsync<T>(T value)
    {
        _asked.Release();
        if (blocks)
            _gate.Wait();
        else
            await _never.Task;
        return value;
    }
}
