// Ways from the page to the queue server's own pages, which listen on the same host.

let plan = { server: { port: 0 }, ticket_page: "" };

export function useDoors(hall) {
  plan = hall;
}

const server = () => `${location.protocol}//${location.hostname}:${plan.server.port}`;

/** The staff page. */
export function staffPage() {
  return `${server()}/staff`;
}

/** The page that a slip's code leads to, here rather than at the hall's public address; nothing for another code. */
export function phonePage(content) {
  const [before, after] = plan.ticket_page.split("{ticket}");
  if (after === undefined || !content.startsWith(before) || !content.endsWith(after)) return "";
  const ticket = content.slice(before.length, content.length - after.length);
  return `${server()}/t/${encodeURIComponent(ticket)}`;
}
