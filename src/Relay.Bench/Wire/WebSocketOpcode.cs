namespace Relay.Bench;

/// <summary>Frame types (RFC 6455, section 5.2).</summary>
static class WebSocketOpcode
{
    public const int Continuation = 0;
    public const int Text = 1;
    public const int Close = 8;
    public const int Ping = 9;
    public const int Pong = 10;
}
