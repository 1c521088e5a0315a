// The body of the request that Slack sends when somebody presses a button (docs.slack.dev, block_actions payloads), for tests.

export function pressOf(pressed: { readonly action_id: string; readonly value: string }, user: Readonly<Record<string, string>> = { id: "U0123ABCD", username: "ann", name: "ann", team_id: "T0123" }, channel = "C0123456789"): string {
  const payload = {
    type: "block_actions", user, api_app_id: "A0123", token: "deprecated", container: { type: "message", message_ts: "17.1", channel_id: channel, is_ephemeral: false }, trigger_id: "1.2.3",
    team: { id: "T0123", domain: "example" }, channel: { id: channel, name: "storage" }, message: { type: "message", text: "Waits for approval" }, response_url: "https://hooks.slack.com/actions/T0123/1/x",
    actions: [{ ...pressed, block_id: "b1", type: "button", text: { type: "plain_text", text: "Approve" }, action_ts: "1700000000.1" }],
  };
  return `payload=${encodeURIComponent(JSON.stringify(payload))}`;
}
