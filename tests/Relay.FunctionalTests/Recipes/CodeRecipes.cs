using Relay.Core;
using Relay.Nostr;

namespace Relay.FunctionalTests;

/// <summary>The recipes in code, as <c>docs/recipes.md</c> prints them.</summary>
static class CodeRecipes
{
    public static RelayBuilder AddCommunity(this RelayBuilder relay, IMembers members) => relay
        .RejectEvent(async (client, e, cancel) => e.Kind == Kind.Metadata || await members.ContainsAsync(e.PublicKey, cancel)
            ? Verdict.Accept
            : Verdict.Restricted("become a member to write here"));

    public static RelayBuilder AddPrivacy(this RelayBuilder relay, IMembers members)
    {
        return relay
            .RejectFilter((client, filter, cancel) => JudgeAsync(client, cancel))
            .RejectCountFilter((client, filter, cancel) => JudgeAsync(client, cancel));

        async ValueTask<Verdict> JudgeAsync(ClientContext client, CancellationToken cancel)
        {
            foreach (var key in client.AuthenticatedKeys)
            {
                if (await members.ContainsAsync(key, cancel))
                    return Verdict.Accept;
            }
            return client.IsAuthenticated ? Verdict.Restricted("members read here") : Verdict.AuthRequired("members read here");
        }
    }

    public static RelayBuilder AddInbox(this RelayBuilder relay, IMembers members) => relay
        .RejectEvent(async (client, e, cancel) =>
        {
            // Gift wraps and zaps only. Bots that answer everybody mention people in other kinds.
            foreach (var key in e.Kind is Kind.GiftWrap or Kind.Zap ? e.Recipients() : [])
            {
                if (await members.ContainsAsync(key, cancel))
                    return Verdict.Accept;
            }
            return Verdict.Blocked("this inbox takes gift wraps and zaps for its members");
        });

    public static RelayBuilder AddPayment(this RelayBuilder relay, IMembers paid) => relay
        .RejectEvent(async (client, e, cancel) => await paid.ContainsAsync(e.PublicKey, cancel)
            ? Verdict.Accept
            : Verdict.Restricted("pay at https://paid.example.com/join to write here"))
        .OverwriteRelayInformation((client, information) => information with
        {
            PaymentsUrl = "https://paid.example.com/join",
            Fees = [new FeeOptions { Purpose = FeePurpose.Admission, Amount = 21_000_000 }],
            Limitation = information.Limitation with { PaymentRequired = true, RestrictedWrites = true },
        });
}
