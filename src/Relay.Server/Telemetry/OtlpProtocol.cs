namespace Relay.Server;

/// <summary>How metrics travel to a collector.</summary>
public enum OtlpProtocol
{
    /// <summary>Over gRPC, which is HTTP/2.</summary>
    Grpc,

    /// <summary>Over HTTP/1.1, as protobuf.</summary>
    HttpProtobuf,
}
