using System.Net.WebSockets;
using System.Threading.Tasks.Sources;
using Relay.Core;
using Relay.Nostr;

namespace Relay.AspNetCore;

/// <summary>
/// The queue between everything that sends to a client and the one loop that writes to its transport. Frames are built in the queue itself,
/// so a message costs a copy under a short lock and no allocation. Appending is thread-safe; only the send loop waits and takes.
/// </summary>
sealed class FrameOutbox : IOutbox, IValueTaskSource<bool>
{
    /// <summary>The reason of the close frame for a client that does not read.</summary>
    public const string TooSlow = "too slow: more is waiting to be read than the relay keeps";

    /// <summary>Milliseconds for which a client that keeps up may hold shared bodies: enough for some MB on a slow line.</summary>
    const long SharedPatience = 5_000;

    /// <summary>Milliseconds for which a write to a client that keeps up may wait: a few round trips within a continent.</summary>
    const long WaitPatience = 50;

    readonly Lock _lock = new();
    readonly SegmentQueue _segments;
    readonly OutboxMemory _memory;
    readonly SendProgress _progress = new();
    readonly int _pauseBytes;
    readonly int _maxBytes;
    readonly EventDeflater? _deflater;
    readonly Action _overflowed;
    readonly SendQueue _queue;
    ManualResetValueTaskSourceCore<bool> _wake;
    TaskCompletionSource? _room;
    ControlFrames _control;

    /// <summary>Bytes of frames that the transport has not yet taken, including those being written.</summary>
    int _pendingBytes;

    bool _isSendLoopWaiting;
    bool _isGone;

    /// <param name="limits">How many bytes may wait.</param>
    /// <param name="memory">The memory that all outboxes share.</param>
    /// <param name="queue">Resumes the send loop when something waits.</param>
    /// <param name="deflater">Makes the shared bodies of events; null unless the client negotiated permessage-deflate.</param>
    /// <param name="overflowed">Called once, on the appending thread, when the client is too slow and its close frame was queued.</param>
    public FrameOutbox(LimitsOptions limits, OutboxMemory memory, SendQueue queue, EventDeflater? deflater, Action overflowed)
    {
        _memory = memory;
        _segments = new SegmentQueue(memory);
        _queue = queue;
        _pauseBytes = limits.OutboxPauseBytes;
        _maxBytes = limits.OutboxMaxBytes;
        _deflater = deflater;
        _overflowed = overflowed;
    }

    public bool IsFull => Volatile.Read(ref _pendingBytes) >= PauseBytes;

    public int PendingBytes => Volatile.Read(ref _pendingBytes);

    /// <summary>Tells whether the client takes the bytes that are sent.</summary>
    public SendProgress Progress => _progress;

    /// <summary>
    /// The rank in which connections are closed when too much waits for all. For a client that keeps up it is the bytes of common memory
    /// that this outbox holds; 0 if the client has taken everything. A slow client ranks above all others, with its bytes times the seconds
    /// for which it has taken nothing. A client is slow if its write has waited for a second, if more than twice the pause mark waits for
    /// it, or if it has held shared bodies for 5 s without a break. A client whose write waits 50 ms, or 1 ms under pressure, ranks between
    /// the two. <paramref name="now"/> is in milliseconds of the system's clock.
    /// </summary>
    public long WeightAt(long now, bool isPressed = false)
    {
        lock (_lock)
        {
            var held = _segments.Held;
            if (IsSealed)
                return 0;
            var shared = _segments.SharedSince is { } since && now - since > SharedPatience ? now - since : 0;
            var seconds = Math.Max(_progress.Waited, shared) / 1000;
            var isSlow = held + shared > 0 && (seconds > 0 || held > 2L * _pauseBytes);
            if (isSlow)
                return OutboxMemory.SlowWeight + Math.Max(held, _pendingBytes) * (1 + seconds);
            return _progress.Waited >= (isPressed ? 1 : WaitPatience) ? OutboxMemory.WaitingWeight + Math.Max(held, _pendingBytes) : held;
        }
    }

    int PauseBytes => _memory.PauseBytes(_pauseBytes);

    public void Send(ReadOnlySpan<byte> message)
    {
        bool isTaken;
        lock (_lock)
        {
            if (IsSealed)
                return;
            var frame = _segments.Reserve(FrameHeader.Size(message.Length) + message.Length);
            var header = FrameHeader.Write(frame, FrameHeader.Text, message.Length);
            message.CopyTo(frame[header..]);
            isTaken = TryCommit(header + message.Length);
        }
        Settle(isTaken);
    }

    public void SendEvent(SubscriptionId id, EventView e)
    {
        if (_deflater is not null && _deflater.BodyOf(e) is { Length: > 0 } body)
        {
            SendDeflated(id, body);
            return;
        }
        bool isTaken;
        lock (_lock)
        {
            if (IsSealed)
                return;
            isTaken = TryCommit(EventFrame.Write(_segments.Reserve(EventFrame.MaxSize(id, e)), id, e));
        }
        Settle(isTaken);
    }

    public void SendEvent(SubscriptionId id, LiveEvent e)
    {
        if (_deflater is not null && e.GetOrEncode(_deflater.Encode) is { Length: > 0 } body)
        {
            if (body.Length < SharedBody.LeastBytes)
                SendDeflated(id, body);
            else
                SendShared(id, body, isDeflated: true);
            return;
        }
        if (e.Ending.Length >= SharedBody.LeastBytes)
        {
            SendShared(id, e.Ending, isDeflated: false);
            return;
        }
        var json = e.Json;
        bool isTaken;
        lock (_lock)
        {
            if (IsSealed)
                return;
            isTaken = TryCommit(EventFrame.Write(_segments.Reserve(EventFrame.MaxSize(id, json)), id, json));
        }
        Settle(isTaken);
    }

    public ValueTask WaitForRoomAsync(CancellationToken cancel)
    {
        TaskCompletionSource room;
        lock (_lock)
        {
            if (IsSealed)
                return ValueTask.FromException(Gone());
            if (!IsFull)
                return ValueTask.CompletedTask;
            room = _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        return new ValueTask(room.Task.WaitAsync(cancel));
    }

    /// <summary>Queues a ping or pong ahead of everything, or a close frame behind everything. A close frame seals the outbox.</summary>
    public void SendControl(byte[] frame)
    {
        lock (_lock)
        {
            if (IsSealed)
                return;
            _control.Set(frame);
            Wake();
            if (!_control.IsClosing)
                return;
        }
        FailWaiting();
    }

    /// <summary>
    /// Notes that the connection is gone: drops all waiting frames, fails those who wait for room and ends the send loop.
    /// </summary>
    public void Abort()
    {
        lock (_lock)
        {
            if (_isGone)
                return;
            _isGone = true;
            _pendingBytes -= _segments.Clear();
            Wake();
        }
        FailWaiting();
    }

    /// <summary>The send loop waits here. True when something can be taken, false when nothing ever will be.</summary>
    public ValueTask<bool> WaitAsync()
    {
        lock (_lock)
        {
            if (_isGone)
                return ValueTask.FromResult(false);
            if (!_control.IsEmpty || !_segments.IsEmpty)
                return ValueTask.FromResult(true);
            if (_control.IsClosing)
                return ValueTask.FromResult(false);
            _wake.Reset();
            _isSendLoopWaiting = true;
            return new ValueTask<bool>(this, _wake.Version);
        }
    }

    /// <summary>The send loop takes the next whole frames, and gives them back with <see cref="Release"/>.</summary>
    public bool TryTake(out OutboxSegment segment)
    {
        lock (_lock)
        {
            if (_isGone || _control.Take(isLast: _segments.IsEmpty) is not { } control)
                return _segments.TryTake(out segment);
            segment = new OutboxSegment(control, control.Length, IsPooled: false);
            return true;
        }
    }

    /// <summary>The send loop gives back a segment that is written or never will be.</summary>
    public void Release(in OutboxSegment segment)
    {
        if (!segment.IsPooled)
            return;
        TaskCompletionSource? room = null;
        lock (_lock)
        {
            _segments.Return(segment);
            _pendingBytes -= segment.TotalLength;
            // A waiting query resumes at half the mark, so that it goes on in strides rather than event by event.
            if (_room is not null && _pendingBytes <= PauseBytes / 2)
                room = TakeRoom();
        }
        room?.TrySetResult();
    }

    /// <summary>
    /// Drops all waiting frames, queues a close frame with the reason, and counts the memory as free at once. False if the connection is
    /// already closing.
    /// </summary>
    public bool Evict(string reason)
    {
        lock (_lock)
        {
            if (IsSealed)
                return false;
            Drop(reason);
            _segments.Forgive();
        }
        FailWaiting();
        return true;
    }

    /// <summary>Resumes the send loop on the calling thread. The send queue calls this.</summary>
    public void Resume() => _wake.SetResult(true);

    bool IValueTaskSource<bool>.GetResult(short token) => _wake.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => _wake.GetStatus(token);

    void IValueTaskSource<bool>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _wake.OnCompleted(continuation, state, token, flags);

    /// <summary>Whether this side is closing the connection, so that nothing the client still sends counts.</summary>
    public bool IsClosing => _control.IsClosing;

    /// <summary>Whether the outbox takes nothing more: a close frame was queued or the connection is gone.</summary>
    public bool IsSealed => Volatile.Read(ref _isGone) || _control.IsClosing;

    /// <summary>
    /// Queues a frame without copying its end. Copies of a large event for many receivers would take its length times their number.
    /// </summary>
    void SendShared(SubscriptionId id, byte[] ending, bool isDeflated)
    {
        var body = _memory.Share(ending);
        bool isTaken;
        lock (_lock)
        {
            if (IsSealed)
                return;
            var head = _segments.Reserve(EventFrame.MaxHeadSize(id));
            var length = isDeflated
                ? EventFrame.WriteDeflatedHead(head, id, ending.Length)
                : EventFrame.WriteHead(head, id, ending.Length);
            _segments.Commit(length, body);
            isTaken = TryCount(length + ending.Length);
        }
        Settle(isTaken);
    }

    void SendDeflated(SubscriptionId id, byte[] body)
    {
        bool isTaken;
        lock (_lock)
        {
            if (IsSealed)
                return;
            isTaken = TryCommit(EventFrame.WriteDeflated(_segments.Reserve(EventFrame.MaxDeflatedSize(id, body)), id, body));
        }
        Settle(isTaken);
    }

    /// <summary>Queues the frame that was written into the reserved room. False if too much waits: the outbox is then sealed.</summary>
    bool TryCommit(int length)
    {
        _segments.Commit(length);
        return TryCount(length);
    }

    bool TryCount(int length)
    {
        // A message of any size may wait alone. A second one beyond the bound shows that the client does not read.
        var isTooMuch = _pendingBytes > 0 && _pendingBytes + length > _maxBytes;
        _pendingBytes += length;
        if (isTooMuch)
            Drop(TooSlow);
        else
            Wake();
        return !isTooMuch;
    }

    void Drop(string reason)
    {
        _pendingBytes -= _segments.Clear();
        _control.Set(ControlFrames.Close(WebSocketCloseStatus.PolicyViolation, reason));
        Wake();
    }

    /// <summary>Called under the lock, so that a wait is ended once.</summary>
    void Wake()
    {
        if (!_isSendLoopWaiting)
            return;
        _isSendLoopWaiting = false;
        _queue.Add(this);
    }

    /// <summary>Called after an append, without the lock.</summary>
    void Settle(bool isTaken)
    {
        if (isTaken)
        {
            _memory.Relieve();
            return;
        }
        FailWaiting();
        _overflowed();
    }

    void FailWaiting()
    {
        TaskCompletionSource? room;
        lock (_lock)
            room = TakeRoom();
        room?.TrySetException(Gone());
    }

    TaskCompletionSource? TakeRoom()
    {
        var room = _room;
        _room = null;
        return room;
    }

    static OperationCanceledException Gone() => new("the connection is closing");
}
