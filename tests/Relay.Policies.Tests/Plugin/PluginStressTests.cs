using Microsoft.Extensions.Logging;
using Relay.Core;
using Relay.Core.Tests;
using Relay.Testing;

namespace Relay.Policies.Tests;

/// <summary>A plugin that makes random mistakes of every kind, asked by many clients at once, some of which leave.</summary>
public sealed class PluginStressTests : IDisposable
{
    const int Askers = 8, Questions = 150;

    // Holds every other event until the next, so that answers come in pairs, the later first.
    const string Script = """
        held=
        while IFS= read -r line; do
          id=${line#*\"id\":\"}; id=${id%%\"*}
          case $line in *'"content":"a'*) action=accept ;; *) action=reject ;; esac
          case $line in
            *die\"*) exit 7 ;;
            *lost\"*) continue ;;
            *junk\"*) echo '{"id":"'$id'","action":"accept"' ;;
            *odd\"*) printf '{"id":"%s","action":"accept","msg":1}\n' "$id"; continue ;;
            *twice\"*) printf '{"id":"%s","action":"%s"}\n' "$id" $action ;;
            *later\"*) held="$id $action"; continue ;;
            *close\"*) exec >&-; continue ;;
          esac
          printf '{"id":"%s","action":"%s"}\n' "$id" $action
          [ -n "$held" ] && printf '{"id":"%s","action":"%s"}\n' $held
          held=
        done
        """;

    static readonly string[] Orders = ["die", "lost", "junk", "odd", "twice", "twice", "later", "later", "later", "close"];

    readonly string _folder = Directory.CreateTempSubdirectory("relay-test-").FullName;
    readonly RecordingLog _log = new();
    readonly Author _alice = new();

    string File => Path.Combine(_folder, "plugin.sh");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Every_question_gets_its_own_answer_or_the_decided_outcome()
    {
        var seed = Random.Shared.Next();
        System.IO.File.WriteAllText(File, Script);
        using var metrics = new RelayMetrics();
        await using var policy = new PluginPolicy(
            new PluginOptions
            {
                Command = "/bin/sh",
                Arguments = [File],
                MaxInFlight = 8,
                TimeoutMilliseconds = 500,
                RestartMilliseconds = 1,
                RestartMaxMilliseconds = 10,
            },
            TimeProvider.System, new Logger<PluginPolicy>(_log), metrics);

        var asking = Enumerable.Range(0, Askers).Select(i => Task.Run(() => AskAsync(policy, new Random(seed + i), i)));
        var answered = await Task.WhenAll(asking).WaitAsync(3 * Deadline.Default);

        Assert.True(answered.Sum() > Questions, $"seed {seed}: only {answered.Sum()} of {Askers * Questions} were answered by the plugin");
        // Nothing is left over from all that: the next event is answered like the first one.
        await AssertAnswersAsync(policy);
        Assert.All(_log.Errors, static error => Assert.StartsWith("Plugin /bin/sh, process ", error, StringComparison.Ordinal));
    }

    /// <summary>Asks about events with random orders. Returns how many the plugin answered.</summary>
    async Task<int> AskAsync(PluginPolicy policy, Random random, int asker)
    {
        var answered = 0;
        for (var i = 0; i < Questions; i++)
        {
            var isGood = random.Next(2) == 0;
            var order = random.Next(10) == 0 ? Orders[random.Next(Orders.Length)] : "";
            using var leaving = new CancellationTokenSource();
            var e = _alice.Note($"{(isGood ? 'a' : 'r')} {asker} {i} {order}");
            var asked = policy.RejectEventAsync(Judge.Client, e, leaving.Token).AsTask();
            if (random.Next(20) == 0)
                await leaving.CancelAsync();
            if (random.Next(100) == 0)
                System.IO.File.SetLastWriteTimeUtc(File, DateTime.UnixEpoch.AddSeconds(random.Next()));
            try
            {
                var verdict = await asked;
                var isUndecided = verdict.Message.StartsWith("error: ", StringComparison.Ordinal)
                    || verdict.Message.StartsWith("rate-limited: ", StringComparison.Ordinal)
                    || verdict.Message == "blocked: this relay's policy cannot decide on this";
                // An answer that names its question but cannot be used is a refusal.
                var isAccepted = isGood && order is not ("junk" or "odd");
                Assert.True(isUndecided || verdict.IsRefused != isAccepted, $"{order} was answered {verdict.Message}");
                answered += isUndecided ? 0 : 1;
            }
            catch (OperationCanceledException)
            {
                Assert.True(leaving.IsCancellationRequested);
            }
        }
        return answered;
    }

    async Task AssertAnswersAsync(PluginPolicy policy)
    {
        using var deadline = new CancellationTokenSource(Deadline.Default);
        Verdict verdict;
        do
        {
            deadline.Token.ThrowIfCancellationRequested();
            verdict = await policy.RejectEventAsync(Judge.Client, _alice.Note("r"), CancellationToken.None).AsTask().Within("an answer");
        }
        while (verdict.Message.StartsWith("error: ", StringComparison.Ordinal));
        Assert.StartsWith("blocked: ", verdict.Message, StringComparison.Ordinal);
    }
}
