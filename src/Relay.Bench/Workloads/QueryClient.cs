using System.Buffers.Text;
using System.Text;

namespace Relay.Bench;

/// <summary>Asks queries over one connection, one after the other, and checks the answers.</summary>
sealed class QueryClient(BenchConnection connection, Problems problems)
{
    /// <summary>
    /// One in this many events is read and checked against its filter. A prime, so that it is not the same one of each answer.
    /// </summary>
    const int SampleStep = 61;

    readonly AnswerCheck _check = new(problems);
    readonly byte[] _id = "q0000000000"u8.ToArray();
    readonly byte[] _eventStart = "[\"EVENT\",\"q0000000000\","u8.ToArray();
    bool _isOpen;
    bool _checksAll;
    int _count;
    long _asked;
    int _untilSample = SampleStep;

    /// <summary>Asks, waits for the end of the stored events, and returns their number.</summary>
    public int Ask(BenchQuery query, bool checkAll)
    {
        Start(query, checkAll);
        while (true)
        {
            if (TryFinish(out var count))
                return count;
            connection.Receive();
        }
    }

    /// <summary>Sends a query. The one before must have been answered.</summary>
    public void Start(BenchQuery query, bool checkAll)
    {
        WriteClose();
        NextId();
        WriteReq(query);
        connection.Flush();
        _check.Start(query);
        _checksAll = checkAll;
        _count = 0;
    }

    /// <summary>Reads the received bytes. True, with the number of events, if the answer has ended.</summary>
    public bool TryFinish(out int count)
    {
        while (connection.TryRead(out var message, out var isCompressedEvent))
        {
            var isSample = IsSample() || _checksAll;
            if (isCompressedEvent && !isSample)
            {
                _count++;
                continue;
            }
            if (isCompressedEvent)
                message = connection.Inflate(message);
            if (message.StartsWith(_eventStart))
            {
                _count++;
                if (isSample)
                    Check(message[_eventStart.Length..^1]);
            }
            else if (ReadOther(message, isSample))
            {
                _check.End(_count);
                count = _count;
                return true;
            }
        }
        count = 0;
        return false;
    }

    bool IsSample()
    {
        if (--_untilSample > 0)
            return false;
        _untilSample = SampleStep;
        return true;
    }

    void Check(ReadOnlySpan<byte> json)
    {
        if (_checksAll)
            _check.Add(json);
        else
            _check.Sample(json);
    }

    /// <summary>Reads a message that is not an EVENT in the usual spelling. True if it ends the answer.</summary>
    bool ReadOther(ReadOnlySpan<byte> message, bool isSample)
    {
        var reply = RelayReply.Parse(message);
        switch (reply.Type)
        {
            case RelayReplyType.Event or RelayReplyType.Eose or RelayReplyType.Closed when !reply.Id.SequenceEqual(_id):
                problems.Add("a message for a subscription that was not asked for", Encoding.UTF8.GetString(reply.Id));
                return false;
            case RelayReplyType.Event:
                _count++;
                if (isSample)
                    Check(reply.Event);
                return false;
            case RelayReplyType.Eose:
                return true;
            case RelayReplyType.Closed:
                _isOpen = false;
                problems.Add("a query refused", reply.Words);
                return true;
            case RelayReplyType.Notice:
                problems.Add("a notice during a query", reply.Words);
                return false;
            default:
                return false;
        }
    }

    /// <summary>Makes a new id for each query, so that no answer can be taken for that of another.</summary>
    void NextId()
    {
        _asked++;
        Utf8Formatter.TryFormat(_asked, _id.AsSpan(1), out _, new System.Buffers.StandardFormat('D', 10));
        _id.CopyTo(_eventStart.AsSpan("[\"EVENT\",\""u8.Length));
        _isOpen = true;
    }

    void WriteReq(BenchQuery query)
    {
        var start = "[\"REQ\",\""u8;
        var message = connection.Reserve(start.Length + _id.Length + query.Json.Length + 3);
        start.CopyTo(message);
        _id.CopyTo(message[start.Length..]);
        var length = start.Length + _id.Length;
        message[length++] = (byte)'"';
        message[length++] = (byte)',';
        query.Json.CopyTo(message[length..]);
        length += query.Json.Length;
        message[length++] = (byte)']';
        connection.Commit(length);
    }

    /// <summary>Queues the CLOSE of the last query. It is sent together with the next query.</summary>
    void WriteClose()
    {
        if (!_isOpen)
            return;
        var start = "[\"CLOSE\",\""u8;
        var message = connection.Reserve(start.Length + _id.Length + 2);
        start.CopyTo(message);
        _id.CopyTo(message[start.Length..]);
        "\"]"u8.CopyTo(message[(start.Length + _id.Length)..]);
        connection.Commit(start.Length + _id.Length + 2);
    }
}
