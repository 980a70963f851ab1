using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// Makes one answer of those of several stores. What one of them keeps out is kept out: the others remove it again, and take the version
/// that is in its place. So stores agree, also where one knows a deletion that cannot be copied. A store that fails where another does not
/// is behind.
/// </summary>
sealed class MirrorDecisions(MirrorMembers members, TimeProvider time)
{
    const string NotNoted = "error: a store has failed, and that cannot be noted; try again";

    /// <summary>The longest that putting one event right may take.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>The results for events. Each of the answers has a result for each of them.</summary>
    public async ValueTask<StoreResult[]> SettleAsync(IReadOnlyList<NostrEvent> events, MirrorAnswer<StoreResult[]>[] answers)
    {
        var results = Refusal(events.Count, answers);
        var reference = Reference(answers);
        for (var i = 0; i < results.Length; i++)
        {
            if (reference.Value is { } known)
                results[i] = known[i];
            await AgreeAsync(events[i], i, answers, results);
        }
        foreach (var answer in answers)
            MissFailed(answer, reference, results);
        if (await members.RecordAsync())
            return results;
        Array.Fill(results, StoreResult.Failed(NotNoted));
        return results;
    }

    /// <summary>The number of removed events. Throws if no store in step knows it.</summary>
    public async ValueTask<int> SettleAsync(MirrorAnswer<int>[] answers)
    {
        var inStep = answers.Where(static answer => answer.IsInStep).ToList();
        var isKnown = inStep.Exists(static answer => answer.IsKnown);
        foreach (var answer in answers)
        {
            // If none knows, the first stays: what it has is what the others get.
            if (!answer.IsKnown && (isKnown || answer.Member != inStep[0].Member))
                members.Miss(answer.Member, "it did not remove events", answer.Failure);
        }
        if (!await members.RecordAsync())
            throw new IOException("a store has failed, and that could not be noted");
        return isKnown ? inStep.Find(static answer => answer.IsKnown).Value : throw inStep[0].Failure!;
    }

    /// <summary>The answer that counts: of the stores in step that which has failed least.</summary>
    static MirrorAnswer<StoreResult[]> Reference(MirrorAnswer<StoreResult[]>[] answers) => answers
        .Where(static answer => answer.IsInStep)
        .OrderBy(static answer => answer.Value?.Count(static result => result.Status == StoreStatus.Failed) ?? int.MaxValue)
        .First();

    static StoreResult[] Refusal(int count, MirrorAnswer<StoreResult[]>[] answers)
    {
        var broken = Array.Find(answers, static answer => answer.IsInStep && answer.Failure is StoreBrokenException).Failure;
        var results = new StoreResult[count];
        Array.Fill(results, StoreResult.Failed(broken?.Message ?? "error: the store did not answer in time; try again"));
        return results;
    }

    void MissFailed(MirrorAnswer<StoreResult[]> answer, MirrorAnswer<StoreResult[]> reference, StoreResult[] results)
    {
        if (answer.Member == reference.Member)
            return;
        if (answer.Value is not { } own)
        {
            members.Miss(answer.Member, answer.Failure is TimeoutException ? "it did not answer in time" : "it failed", answer.Failure);
            return;
        }
        for (var i = 0; i < own.Length; i++)
        {
            if (own[i].Status == StoreStatus.Failed != (results[i].Status == StoreStatus.Failed))
                members.Miss(answer.Member, $"it answered \"{own[i].Message}\" to an event");
            // What it lacks may be among what the repair copies; a newer version that should not be there is not.
            else if (!answer.IsInStep && results[i].IsAccepted && own[i].Status is StoreStatus.Superseded or StoreStatus.Expired)
                members.Miss(answer.Member, "it had a version that the others do not have");
            else
                continue;
            return;
        }
    }

    async ValueTask AgreeAsync(NostrEvent e, int at, MirrorAnswer<StoreResult[]>[] answers, StoreResult[] results)
    {
        var refuser = Array.Find(answers, answer => answer is { IsInStep: true, Value: { } own } && IsRefused(own[at]));
        if (refuser.Value is null)
            return;
        results[at] = refuser.Value[at];
        foreach (var answer in answers)
        {
            // One that has missed something is compared as a whole.
            if (answer is { Value: { } own, Member.State: not MirrorState.Behind } && own[at].IsAccepted)
                await FollowAsync(answer.Member, refuser.Member, e);
        }
    }

    /// <summary>Removes an event from a store, and puts into its place what another has there.</summary>
    async ValueTask FollowAsync(MirrorMember member, MirrorMember refuser, NostrEvent e)
    {
        try
        {
            await FollowAsync(member.Store, refuser.Store, e).WaitAsync(Patience, time);
        }
        catch (Exception exception)
        {
            members.Miss(member, "it has an event that another refuses, and did not remove it", exception);
        }
    }

    static async Task FollowAsync(ISequencedStore member, ISequencedStore refuser, NostrEvent e)
    {
        await member.RemoveEventsAsync([e.Id], CancellationToken.None);
        if (!Kind.IsReplaced(e.Kind))
            return;
        var current = await StoredVersions.OfAsync(refuser, EventAddress.Of(e.View));
        if (current.Count > 0)
            await member.BackfillAsync(current, CancellationToken.None);
    }

    static bool IsRefused(StoreResult result) =>
        result.Status is StoreStatus.Superseded or StoreStatus.Deleted or StoreStatus.Vanished or StoreStatus.Expired;
}
