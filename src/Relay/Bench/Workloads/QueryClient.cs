using System.Buffers.Text;
using System.Text;

namespace Relay.Server;

/// <summary>Asks queries over one connection, one after the other, and checks the answers.</summary>
sealed class QueryClient(BenchConnection connection, Problems problems)
{
    /// <summary>One in so many events is read and held against its filter; prime, so that it is not the same one of each answer.</summary>
    const int SampleStep = 61;

    readonly AnswerCheck _check = new(problems);
    readonly byte[] _id = "q0000000000"u8.ToArray();
    readonly byte[] _eventStart = "[\"EVENT\",\"q0000000000\","u8.ToArray();
    bool _isOpen;
    long _asked;
    int _untilSample = SampleStep;

    /// <summary>Asks, waits for the end of the stored events, and gives their number.</summary>
    public int Ask(BenchQuery query, bool checkAll)
    {
        WriteClose();
        NextId();
        WriteReq(query);
        connection.Flush();
        _check.Start(query);
        var count = 0;
        while (true)
        {
            while (connection.TryRead(out var message, out var isCompressedEvent))
            {
                var isSample = IsSample();
                if (isCompressedEvent && !isSample && !checkAll)
                {
                    count++;
                    continue;
                }
                if (isCompressedEvent)
                    message = connection.Inflate(message);
                if (message.StartsWith(_eventStart))
                {
                    count++;
                    if (isSample || checkAll)
                        Check(message[_eventStart.Length..^1], checkAll);
                }
                else if (ReadOther(message, isSample, checkAll, ref count))
                {
                    _check.End(count);
                    return count;
                }
            }
            connection.Receive();
        }
    }

    bool IsSample()
    {
        if (--_untilSample > 0)
            return false;
        _untilSample = SampleStep;
        return true;
    }

    void Check(ReadOnlySpan<byte> json, bool checkAll)
    {
        if (checkAll)
            _check.Add(json);
        else
            _check.Sample(json);
    }

    /// <summary>Reads a message that is no EVENT in the usual spelling; true if it ends the answer.</summary>
    bool ReadOther(ReadOnlySpan<byte> message, bool isSample, bool checkAll, ref int count)
    {
        var reply = RelayReply.Parse(message);
        switch (reply.Type)
        {
            case RelayReplyType.Event or RelayReplyType.Eose or RelayReplyType.Closed when !reply.Id.SequenceEqual(_id):
                problems.Add("a message for a subscription that was not asked for", Encoding.UTF8.GetString(reply.Id));
                return false;
            case RelayReplyType.Event:
                count++;
                if (isSample || checkAll)
                    Check(reply.Event, checkAll);
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

    /// <summary>Each query has its own id, so that no answer can be taken for that of another.</summary>
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

    /// <summary>Closes the last query; it leaves together with the next one.</summary>
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
