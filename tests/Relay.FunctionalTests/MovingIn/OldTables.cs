using System.Text;
using System.Text.Json;
using Relay.Nostr;

namespace Relay.FunctionalTests;

/// <summary>
/// Makes the tables of other relays, as far as their events need them, and stores events as those relays do. Texts are written as bytes,
/// because SQL in a file cannot contain every character.
/// </summary>
static class OldTables
{
    /// <summary>nostr-rs-relay on SQLite, version 18 of its tables (its file src/repo/sqlite_migration.rs).</summary>
    public static string NostrRsRelay(OldHistory history) =>
        """
        PRAGMA journal_mode = WAL;
        PRAGMA user_version = 18;
        CREATE TABLE event (
            id INTEGER PRIMARY KEY, event_hash BLOB NOT NULL, first_seen INTEGER NOT NULL, created_at INTEGER NOT NULL, expires_at INTEGER,
            author BLOB NOT NULL, delegated_by BLOB, kind INTEGER NOT NULL, hidden INTEGER, content TEXT NOT NULL);
        CREATE UNIQUE INDEX event_hash_index ON event(event_hash);
        CREATE TABLE account (
            pubkey TEXT PRIMARY KEY, is_admitted INTEGER NOT NULL DEFAULT 0, balance INTEGER NOT NULL DEFAULT 0, tos_accepted_at INTEGER);

        """ + Rows(history, static (e, isHidden) =>
            $"INSERT INTO event (event_hash, first_seen, created_at, author, kind, hidden, content) VALUES (X'{e.Id}', "
            + $"strftime('%s', 'now'), {e.CreatedAt}, X'{e.PublicKey}', {e.Kind}, {isHidden}, {LiteText(e.ToJson())});");

    /// <summary>The eventstore of khatru on SQLite (its file sqlite3/init.go). Its tags are bytes, written by Go's JSON.</summary>
    public static string EventstoreSqlite(OldHistory history) =>
        """
        CREATE TABLE event (
            id text NOT NULL, pubkey text NOT NULL, created_at integer NOT NULL, kind integer NOT NULL, tags jsonb NOT NULL,
            content text NOT NULL, sig text NOT NULL);

        """ + Rows(history, static (e, isHidden) => isHidden
            ? ""
            : $"INSERT INTO event VALUES ('{e.Id}', '{e.PublicKey}', {e.CreatedAt}, {e.Kind}, X'{Hex(GoJson(e))}', "
                + $"{LiteText(Encoding.UTF8.GetBytes(e.Content))}, '{Hex(e.View.Signature)}');");

    /// <summary>nostr-rs-relay on PostgreSQL (its file src/repo/postgres_migration.rs).</summary>
    public static string NostrRsRelayPostgres(OldHistory history) =>
        """
        CREATE TABLE event (
            id bytea PRIMARY KEY, pub_key bytea NOT NULL, created_at timestamptz NOT NULL, expires_at timestamp(0) with time zone,
            kind integer NOT NULL, content bytea NOT NULL, hidden bit(1) NOT NULL DEFAULT 0::bit(1), delegated_by bytea,
            first_seen timestamptz NOT NULL DEFAULT now());

        """ + Rows(history, static (e, isHidden) =>
            $"INSERT INTO event (id, pub_key, created_at, kind, content, hidden) VALUES ({Bytea(e.Id)}, {Bytea(e.PublicKey)}, "
            + $"to_timestamp({e.CreatedAt}), {e.Kind}, '\\x{Hex(e.ToJson())}', {(isHidden ? 1 : 0)}::bit(1));");

    /// <summary>The eventstore of khatru on PostgreSQL (its file postgresql/init.go), without its index of tags.</summary>
    public static string EventstorePostgres(OldHistory history) =>
        """
        CREATE TABLE event (
            id text NOT NULL, pubkey text NOT NULL, created_at integer NOT NULL, kind integer NOT NULL, tags jsonb NOT NULL,
            content text NOT NULL, sig text NOT NULL);

        """ + Rows(history, static (e, isHidden) => isHidden
            ? ""
            : $"INSERT INTO event VALUES ('{e.Id}', '{e.PublicKey}', {e.CreatedAt}, {e.Kind}, {PostgresText(GoJson(e))}::jsonb, "
                + $"{PostgresText(Encoding.UTF8.GetBytes(e.Content))}, '{Hex(e.View.Signature)}');");

    /// <summary>nostream (the tables after all of its migrations).</summary>
    public static string Nostream(OldHistory history) =>
        """
        CREATE TABLE events (
            id uuid PRIMARY KEY DEFAULT gen_random_uuid(), event_id bytea UNIQUE NOT NULL, event_pubkey bytea NOT NULL,
            event_kind integer NOT NULL, event_created_at integer NOT NULL, event_content text NOT NULL, event_tags jsonb,
            event_signature bytea NOT NULL, first_seen timestamp DEFAULT now(), deleted_at timestamp, event_deduplication jsonb,
            remote_address inet, expires_at integer);
        CREATE TABLE users (pubkey bytea PRIMARY KEY, is_admitted boolean NOT NULL DEFAULT false);

        """ + Rows(history, static (e, isHidden) =>
            "INSERT INTO events (event_id, event_pubkey, event_kind, event_created_at, event_content, event_tags, event_signature, "
            + $"deleted_at) VALUES ({Bytea(e.Id)}, {Bytea(e.PublicKey)}, {e.Kind}, {e.CreatedAt}, "
            + $"{PostgresText(Encoding.UTF8.GetBytes(e.Content))}, {PostgresText(TagsOf(e))}::jsonb, '\\x{Hex(e.View.Signature)}', "
            + $"{(isHidden ? "now()" : "NULL")});");

    static string Rows(OldHistory history, Func<NostrEvent, bool, string> insert) =>
        string.Join('\n', history.Hidden.Select(e => insert(e, true)).Concat(history.Shown.Select(e => insert(e, false)))) + "\n";

    /// <summary>The tags as Go writes JSON: it also escapes what has a meaning in HTML.</summary>
    static byte[] GoJson(NostrEvent e) => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(TagsOf(e))
        .Replace("<", "\\u003c", StringComparison.Ordinal).Replace(">", "\\u003e", StringComparison.Ordinal)
        .Replace("&", "\\u0026", StringComparison.Ordinal).Replace("\u2028", "\\u2028", StringComparison.Ordinal));

    static byte[] TagsOf(NostrEvent e)
    {
        using var json = JsonDocument.Parse(e.ToJson());
        return Encoding.UTF8.GetBytes(json.RootElement.GetProperty("tags").GetRawText());
    }

    static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes);

    static string LiteText(byte[] text) => $"CAST(X'{Hex(text)}' AS TEXT)";

    static string PostgresText(byte[] text) => $"convert_from('\\x{Hex(text)}', 'UTF8')";

    static string Bytea(Bytes32 bytes) => $"'\\x{bytes}'";
}
