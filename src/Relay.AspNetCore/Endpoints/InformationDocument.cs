using System.Text.Encodings.Web;
using System.Text.Json;
using Relay.Core;

namespace Relay.AspNetCore;

/// <summary>Writes the information document (NIP-11). Absent values are left out rather than written as null or empty.</summary>
static class InformationDocument
{
    // Programs read the document as data and it is never inside HTML, so text stays readable instead of being escaped.
    static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write(RelayInformation information)
    {
        var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, WriterOptions))
        {
            json.WriteStartObject();
            WriteText(json, "name", information.Name);
            WriteText(json, "description", information.Description);
            WriteText(json, "banner", information.Banner);
            WriteText(json, "icon", information.Icon);
            WriteText(json, "pubkey", information.Pubkey);
            WriteText(json, "self", information.Self);
            WriteText(json, "contact", information.Contact);
            json.WriteStartArray("supported_nips");
            foreach (var nip in information.SupportedNips)
                json.WriteNumberValue(nip);
            json.WriteEndArray();
            WriteText(json, "software", information.Software);
            WriteText(json, "version", information.Version);
            WriteText(json, "terms_of_service", information.TermsOfService);
            WriteText(json, "payments_url", information.PaymentsUrl);
            WriteFees(json, information.Fees);
            WriteLimitation(json, information.Limitation);
            foreach (var (name, value) in information.Extra ?? [])
            {
                json.WritePropertyName(name);
                if (value is null)
                    json.WriteNullValue();
                else
                    value.WriteTo(json);
            }
            json.WriteEndObject();
        }
        return stream.ToArray();
    }

    static void WriteFees(Utf8JsonWriter json, IReadOnlyList<FeeOptions> fees)
    {
        if (fees.Count == 0)
            return;
        json.WriteStartObject("fees");
        foreach (var purpose in fees.GroupBy(static fee => fee.Purpose))
        {
            json.WriteStartArray(purpose.Key.ToString().ToLowerInvariant());
            foreach (var fee in purpose)
                WriteFee(json, fee);
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }

    static void WriteFee(Utf8JsonWriter json, FeeOptions fee)
    {
        json.WriteStartObject();
        if (fee.Kinds is not null)
        {
            json.WriteStartArray("kinds");
            foreach (var kind in fee.Kinds)
                json.WriteNumberValue(kind);
            json.WriteEndArray();
        }
        json.WriteNumber("amount", fee.Amount);
        json.WriteString("unit", fee.Unit);
        if (fee.PeriodSeconds is { } period)
            json.WriteNumber("period", period);
        json.WriteEndObject();
    }

    static void WriteLimitation(Utf8JsonWriter json, RelayLimitation limitation)
    {
        json.WriteStartObject("limitation");
        json.WriteNumber("max_message_length", limitation.MaxMessageLength);
        json.WriteNumber("max_subscriptions", limitation.MaxSubscriptions);
        json.WriteNumber("max_limit", limitation.MaxLimit);
        json.WriteNumber("default_limit", limitation.DefaultLimit);
        json.WriteNumber("max_subid_length", limitation.MaxSubidLength);
        json.WriteNumber("max_event_tags", limitation.MaxEventTags);
        json.WriteNumber("created_at_upper_limit", limitation.CreatedAtUpperLimit);
        if (limitation.CreatedAtLowerLimit is { } lowerLimit)
            json.WriteNumber("created_at_lower_limit", lowerLimit);
        if (limitation.MaxContentLength is { } contentLength)
            json.WriteNumber("max_content_length", contentLength);
        json.WriteNumber("min_pow_difficulty", limitation.MinPowDifficulty);
        json.WriteBoolean("auth_required", limitation.AuthRequired);
        json.WriteBoolean("payment_required", limitation.PaymentRequired);
        json.WriteBoolean("restricted_writes", limitation.RestrictedWrites);
        json.WriteEndObject();
    }

    static void WriteText(Utf8JsonWriter json, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
            json.WriteString(name, value);
    }
}
