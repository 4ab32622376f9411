// The one event stream of the page: topics and their newest values.

const RETRY_MS = 1000;

/** Follows the hall; `onTopics` gets a Map-like object of changed topics, `onState` true (live) or false. */
export function follow(onTopics, onState) {
  let source = null;
  const open = () => {
    source = new EventSource("/api/stream");
    source.addEventListener("hall", (event) => {
      onState(true);
      onTopics(JSON.parse(event.data));
    });
    source.onerror = () => {
      onState(false);
      // After an HTTP error the browser gives up for good: begin anew.
      if (source.readyState === EventSource.CLOSED) setTimeout(open, RETRY_MS);
    };
  };
  open();
}
