/** A small set of common emoji names; any other name is shown as :name:. */
const NAMES = {
  white_check_mark: "✅", heavy_check_mark: "✔️", ballot_box_with_check: "☑️", x: "❌", warning: "⚠️", no_entry: "⛔",
  no_entry_sign: "🚫", rotating_light: "🚨", bell: "🔔", no_bell: "🔕", eyes: "👀", wave: "👋", "+1": "👍", thumbsup: "👍",
  "-1": "👎", thumbsdown: "👎", pray: "🙏", raised_hands: "🙌", clap: "👏", muscle: "💪", point_right: "👉", point_down: "👇",
  ok_hand: "👌", hand: "✋", raised_hand: "✋", tada: "🎉", sparkles: "✨", star: "⭐", fire: "🔥", heart: "❤️", bulb: "💡",
  hourglass: "⌛", hourglass_flowing_sand: "⏳", alarm_clock: "⏰", stopwatch: "⏱️", clock1: "🕐", clock3: "🕒", clock9: "🕘",
  calendar: "📅", date: "📅", spiral_calendar_pad: "🗓️", spiral_note_pad: "🗒️", memo: "📝", pencil: "📝", pencil2: "✏️",
  clipboard: "📋", page_facing_up: "📄", bookmark_tabs: "📑", file_folder: "📁", open_file_folder: "📂", paperclip: "📎",
  pushpin: "📌", round_pushpin: "📍", link: "🔗", lock: "🔒", unlock: "🔓", key: "🔑", mag: "🔍", inbox_tray: "📥",
  outbox_tray: "📤", incoming_envelope: "📨", envelope: "✉️", email: "📧", mailbox: "📫", package: "📦", telephone_receiver: "📞",
  phone: "☎️", speech_balloon: "💬", mega: "📣", loudspeaker: "📢", school: "🏫", house: "🏠", office: "🏢", books: "📚",
  book: "📖", notebook: "📓", mortar_board: "🎓", bus: "🚌", busstop: "🚏", computer: "💻", wrench: "🔧", hammer: "🔨",
  hammer_and_wrench: "🛠️", gear: "⚙️", broom: "🧹", seedling: "🌱", hospital: "🏥", apple: "🍎", fork_and_knife: "🍴",
  moneybag: "💰", dollar: "💵", chart_with_upwards_trend: "📈", bar_chart: "📊", scales: "⚖️", shield: "🛡️", thermometer: "🌡️",
  snowflake: "❄️", sunny: "☀️", cloud: "☁️", rain_cloud: "🌧️", droplet: "💧", robot_face: "🤖", bust_in_silhouette: "👤",
  busts_in_silhouette: "👥", smile: "😄", slightly_smiling_face: "🙂", thinking_face: "🤔", joy: "😂", cry: "😢",
  arrow_right: "➡️", arrow_left: "⬅️", arrow_up: "⬆️", arrow_down: "⬇️", arrow_forward: "▶️", leftwards_arrow_with_hook: "↩️",
  arrows_counterclockwise: "🔄", repeat: "🔁", heavy_plus_sign: "➕", heavy_minus_sign: "➖", question: "❓", grey_question: "❔",
  exclamation: "❗", information_source: "ℹ️", zzz: "💤", red_circle: "🔴", large_orange_circle: "🟠",
  large_yellow_circle: "🟡", large_green_circle: "🟢", large_blue_circle: "🔵", white_circle: "⚪", black_circle: "⚫",
  large_blue_square: "🟦", white_large_square: "⬜", small_blue_diamond: "🔹", one: "1️⃣", two: "2️⃣", three: "3️⃣", checkered_flag: "🏁",
  triangular_flag_on_post: "🚩", label: "🏷️", handshake: "🤝", raising_hand: "🙋", door: "🚪", construction: "🚧", zap: "⚡",
};

export const QUICK = ["+1", "white_check_mark", "eyes", "pray", "tada", "x"];

export const emoji = (name) => NAMES[name.split("::")[0]] ?? null;

/** Replaces the known :names: in `text`. */
export const withEmoji = (text) => text.replace(/:([a-z0-9_+-]+):/g, (whole, name) => emoji(name) ?? whole);
