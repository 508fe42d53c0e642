// SPDX-License-Identifier: Apache-2.0
#include "lines.hpp"
#include "riscv64.hpp"

namespace tenon_decode {
namespace {

/// The cause as the manual's table has it.
std::string title(const Layout& scause) {
  const Field& code = scause.fields[1];
  return std::string(code.meaning(code.of(scause.value)));
}

}  // namespace

void write_text(std::ostream& out, const Trap& trap, bool colour) {
  const Palette& palette = tenon_decode::palette(colour);
  const DecodedTrap decoded = decode(trap);
  const std::vector<Layout> all = layouts(trap);
  write_layouts(out, palette, all, title(all[0]));
  write_exit(out, palette, decoded.kind, decoded.cause, explain(trap, decoded));
}

void write_json(std::ostream& out, const Trap& trap) {
  const DecodedTrap decoded = decode(trap);
  const std::vector<Layout> all = layouts(trap);
  nlohmann::ordered_json json;
  json["isa"] = "riscv64";
  json["scause"] = hex(trap.scause);
  if (trap.stval) json["stval"] = hex(*trap.stval);
  if (trap.htval) json["htval"] = hex(*trap.htval);
  if (trap.htinst) json["htinst"] = hex(*trap.htinst);
  if (trap.instruction) json["insn"] = hex(*trap.instruction, 8);
  json["class"] = title(all[0]);
  json["fields"] = layouts_json(all);
  json["exit"] = decoded.kind;
  json["cause"] = decoded.cause;
  if (decoded.exit.width != 0) {
    json["width"] = decoded.exit.width;
    json["accesses"] = decoded.writes_too ? 2 : 1;
  }
  if (trap.is_fault() && !decoded.needs_htval && !decoded.needs_stval) {
    json["guest_physical"] = hex(decoded.exit.address);
  }
  json["explanation"] = explain(trap, decoded);
  out << json.dump() << '\n';
}

}  // namespace tenon_decode
