// Clients that were written for browsers take the WebSocket of the global object, which Node has since version 22.
// Import this before them.
import WebSocket from 'ws'

globalThis.WebSocket ??= WebSocket
