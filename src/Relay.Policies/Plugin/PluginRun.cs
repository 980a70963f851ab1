using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary>
/// One process of the plugin and the exchange with it. A task of its own sends questions in batches; answers arrive in any order. Members
/// that use the lists of questions say that they need the host's lock.
/// </summary>
sealed class PluginRun
{
    /// <summary>The longest answer in bytes; longer ones are skipped. strfry takes 8 KiB.</summary>
    const int MaxAnswerLength = 64 * 1024;

    /// <summary>The longest line in the log; longer ones are cut.</summary>
    const int MaxErrorLength = 2 * 1024;

    /// <summary>As much as a pipe holds: more at once would only wait.</summary>
    const int BatchBytes = 64 * 1024;

    const int BatchQuestions = 64;

    /// <summary>
    /// A process hangs if this many questions have timed out since its last answer, and it was silent for the time of a question.
    /// </summary>
    const int MaxTimeouts = 3;

    /// <summary>How long to wait for the exit status after the output has ended, and for the rest of the output after the exit.</summary>
    static readonly TimeSpan Lag = TimeSpan.FromMilliseconds(250);

    readonly PluginHost _host;
    readonly PluginChild _child;
    readonly Lock _gate;
    // Wakes the writer. A second signal before it looks changes nothing.
    readonly Channel<bool> _outgoing = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    readonly TaskCompletionSource _inputBroken = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // The gate guards these.
    readonly LinkedList<PluginQuestion> _unsent = new();
    readonly SentQuestions _sent = new();
    readonly long _patience;
    PluginQuestion? _suspect;
    int _timeouts;

    public PluginRun(PluginHost host, PluginChild child, Lock gate, int most, long patience)
    {
        _host = host;
        _child = child;
        _gate = gate;
        _patience = patience;
        Pace = new PluginPace(most, patience);
    }

    public int ProcessId => _child.Id;

    /// <summary>The exit status; null while the process runs.</summary>
    public int? Status => _child.Status;

    /// <summary>Completes when the process has ended. Guarded by the gate.</summary>
    public Task Stopped { get; private set; } = Task.CompletedTask;

    /// <summary>Whether it is over: its lines are ignored from now on. Guarded by the gate.</summary>
    public bool IsOver { get; private set; }

    /// <summary>How fast it answers. Guarded by the gate.</summary>
    public PluginPace Pace { get; }

    /// <summary>Whether it has answered any question. Guarded by the gate.</summary>
    public bool HasAnswered { get; private set; }

    /// <summary>Whether it gave an answer that could not be used, which is logged once. Guarded by the gate.</summary>
    public bool HasFailedToAnswer { get; set; }

    /// <summary>
    /// The number of questions that it has. Those that it was sent count until they are answered, even if the client no longer waits.
    /// Guarded by the gate.
    /// </summary>
    public int Load => _unsent.Count + _sent.Count;

    /// <summary>Whether a client waits for an answer from it. Guarded by the gate.</summary>
    public bool IsAwaited => _unsent.Count > 0 || _sent.AreAwaited;

    /// <summary>Whether it was told to end. Guarded by the gate.</summary>
    public bool IsFinished { get; private set; }

    /// <summary>Whether it has questions, and not only those that it may have lost. Guarded by the gate.</summary>
    public bool IsBusy => Load > 0 && Pace.IsBusy;

    /// <summary>Whether it has questions and has answered one within the time of a question. Guarded by the gate.</summary>
    public bool IsAtWork(long now) => IsBusy && now - Pace.SilentSince < _patience;

    /// <summary>Whether it may be given another question. Guarded by the gate.</summary>
    public bool HasRoom => _suspect is null && Load < Pace.Window;

    /// <summary>Starts reading and writing.</summary>
    public void Begin() => _ = Task.Run(RunAsync);

    /// <summary>Gives it a question. A suspect must be its only one. Guarded by the gate.</summary>
    public void Give(PluginQuestion question, long now)
    {
        question.Run = this;
        if (question.IsSuspect)
            _suspect = question;
        Pace.OnGiven(question, Load, now);
        _unsent.AddLast(question.Waiting);
        _outgoing.Writer.TryWrite(true);
    }

    /// <summary>Finds the question that an answer names: the first with that id that was sent. Guarded by the gate.</summary>
    public bool TryTake(in Bytes32 id, long now, [NotNullWhen(true)] out PluginQuestion? question)
    {
        if (!_sent.TryFind(id, out question))
            return false;
        HasAnswered = true;
        _timeouts = 0;
        Pace.OnAnswered(question, Load, now);
        Remove(question);
        return true;
    }

    /// <summary>Takes back a question, sent or not. Guarded by the gate.</summary>
    public void Remove(PluginQuestion question)
    {
        question.Run = null;
        if (question.IsSent)
            _sent.Remove(question);
        else
            _unsent.Remove(question.Waiting);
        question.IsSent = false;
        if (ReferenceEquals(question, _suspect))
            _suspect = null;
    }

    /// <summary>
    /// Notes that the time of a question that it was sent is over. The question keeps its place until it is answered. Guarded by the gate.
    /// </summary>
    public void OnTimedOut() => _timeouts++;

    /// <summary>
    /// Whether it hangs: it has answered nothing for the time of a question, and several questions have timed out or it has no room for
    /// another. Guarded by the gate.
    /// </summary>
    public bool IsHanging(long now) =>
        IsBusy && !IsAtWork(now) && (_timeouts >= MaxTimeouts || !HasRoom);

    /// <summary>
    /// Forgets questions that it will hardly answer any more: it has answered later ones, and has had these for twice their time. Guarded
    /// by the gate.
    /// </summary>
    public void ForgetLost(long now)
    {
        while (_sent.First is { IsSettled: true } first && Pace.IsOvertaken(first) && now - first.GivenAt >= 2 * _patience)
            Remove(first);
    }

    /// <summary>
    /// Removes and returns all its questions, those that it was sent and those that it was not, each in the order of giving. Guarded by the
    /// gate.
    /// </summary>
    public (List<PluginQuestion> Sent, List<PluginQuestion> Unsent) TakeAll()
    {
        var (sent, unsent) = (new List<PluginQuestion>(_sent.Count), new List<PluginQuestion>(_unsent));
        while (_sent.First is { } first)
        {
            sent.Add(first);
            Remove(first);
        }
        foreach (var question in unsent)
            Remove(question);
        return (sent, unsent);
    }

    /// <summary>
    /// Sends it no more questions: closes its input, and kills the process if it does not end by itself. Guarded by the gate.
    /// </summary>
    public void Finish(TimeSpan grace)
    {
        IsFinished = true;
        // In another task: killing searches all processes of the machine.
        Stopped = Task.WhenAll(Stopped, Task.Run(() => _child.StopAsync(grace)));
    }

    /// <summary>Ends it at once: its answers are ignored from now on. Guarded by the gate.</summary>
    public void End(TimeSpan grace)
    {
        IsOver = true;
        Finish(grace);
    }

    async Task RunAsync()
    {
        var reading = ReadAsync();
        _ = WriteAsync();
        _ = ReadErrorsAsync();
        await Task.WhenAny(reading, _child.Exit, _inputBroken.Task);
        // The output ends with the process. If one of the two ends and the other does not follow soon, the run ends, too.
        await Task.WhenAll(reading, _child.Exit).WaitAsync(Lag).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _host.OnEnded(this);
    }

    async Task WriteAsync()
    {
        var batch = new List<PluginQuestion>();
        var lines = new ArrayBufferWriter<byte>();
        try
        {
            while (true)
            {
                TakeUnsent(batch);
                if (batch.Count == 0)
                {
                    await _outgoing.Reader.ReadAsync();
                    continue;
                }
                foreach (var question in batch)
                {
                    PluginQuestionJson.Write(question, lines);
                    if (lines.WrittenCount < BatchBytes)
                        continue;
                    await FlushAsync(lines);
                }
                batch.Clear();
                await FlushAsync(lines);
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            _inputBroken.TrySetResult();
        }
    }

    async Task FlushAsync(ArrayBufferWriter<byte> lines)
    {
        await _child.Input.WriteAsync(lines.WrittenMemory);
        await _child.Input.FlushAsync();
        lines.ResetWrittenCount();
    }

    void TakeUnsent(List<PluginQuestion> batch)
    {
        lock (_gate)
        {
            while (_unsent.First is { } first && batch.Count < BatchQuestions)
            {
                _unsent.RemoveFirst();
                var question = first.Value;
                question.IsSent = true;
                _sent.Add(question);
                batch.Add(question);
            }
        }
    }

    async Task ReadAsync()
    {
        try
        {
            await LineReader.RunAsync(_child.Output, MaxAnswerLength, (line, isTooLong) => _host.OnLine(this, line, isTooLong));
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The process has ended, or its streams were closed here.
        }
    }

    async Task ReadErrorsAsync()
    {
        try
        {
            await LineReader.RunAsync(_child.Errors, MaxErrorLength, (line, _) => _host.OnErrorLine(line));
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // As above.
        }
    }
}
