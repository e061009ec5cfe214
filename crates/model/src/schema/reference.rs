//! References: pulled by phones, written by coordinators at the API.

use chrono::{NaiveDate, NaiveTime};

use super::states;
use crate::codes::{DirectoryKind, Fund, RoleCode, ServiceCode, TypeCode, Weeks};
use crate::ids::TeamId;
use crate::values::{Int, List, Object, Set, Text};

record! {
    /// A person who works for the Ambito or for a provider.
    Operator "operator" Reference None, states::STATELESS; {
        /// Name as colleagues know it.
        display_name "displayName": Text<80>, Personal "colleagues must know who works with them", from "recorded";
        /// Roles.
        roles "roles": Set<RoleCode, 0, 10>, Normal, from "recorded";
        /// Teams.
        team_ids "teamIds": Set<TeamId, 0, 20>, Normal;
        /// Still working here.
        active "active": bool, Normal;
    }
}

record! {
    /// An organisation that runs a service.
    Provider "provider" Reference None, states::STATELESS; {
        /// Name.
        name "name": Text<120>, Normal, from "recorded";
    }
}

record! {
    /// A team of operators of one service. Its provider travels in the envelope.
    Team "team" Reference None, states::STATELESS; {
        /// Name.
        name "name": Text<120>, Normal, from "recorded";
        /// Service.
        service "service": ServiceCode, Normal, from "recorded";
    }
}

record! {
    /// A project that pays for the work.
    Project "project" Reference None, states::STATELESS; {
        /// Name.
        name "name": Text<120>, Normal, from "recorded";
        /// Fund.
        fund "fund": Fund, Normal, from "recorded";
        /// First day.
        from "from": NaiveDate, Normal, group "period";
        /// Last day.
        to "to": NaiveDate, Normal, group "period";
    }
}

record! {
    /// A place of the digital hubs. A Comune may have more than one.
    Venue "venue" Reference Some(crate::record::Service::Hub), states::STATELESS; {
        /// Name.
        name "name": Text<120>, Normal, from "recorded";
        /// When it is open.
        timetable "timetable": List<TimetableSlot, 0, 60>, Normal;
        /// An invented value, shown as such.
        example "example": bool, Normal;
    }
}

object! {
    /// A slot of a timetable.
    TimetableSlot {
        /// 1 is Monday.
        weekday "weekday": Int<1, 7>, Normal, from "recorded";
        /// From.
        from "from": NaiveTime, Normal, from "recorded";
        /// To.
        to "to": NaiveTime, Normal, from "recorded";
        /// In which weeks.
        weeks "weeks": Weeks, Normal;
        /// Which occurrence of the weekday in the month, for `nth`.
        nth "nth": Int<1, 5>, Normal;
        /// First day.
        valid_from "validFrom": NaiveDate, Normal;
        /// Last day.
        valid_to "validTo": NaiveDate, Normal;
    }
}

record! {
    /// A version of a codelist.
    CodelistVersion "codelist" Reference None, states::STATELESS; {
        /// Name of the list.
        name "name": Text<60>, Normal, from "recorded";
        /// Version of the configuration that it came with.
        version "version": Text<60>, Normal, from "recorded";
    }
}

record! {
    /// A guide for operators.
    Guide "guide" Reference None, states::STATELESS; {
        /// Key that screens ask for.
        key "key": Text<60>, Normal, from "recorded";
        /// Version.
        version "version": Text<60>, Normal, from "recorded";
        /// Steps.
        steps "steps": List<Text<600>, 0, 40>, Normal;
    }
}

record! {
    /// A service of the territory. A shelter is never named.
    DirectoryEntry "directory_entry" Reference None, states::STATELESS; {
        /// Name.
        name "name": Text<160>, Normal, from "recorded";
        /// Kind.
        kind "kind": DirectoryKind, Normal, from "recorded";
        /// Phone, filled in by the Ambito.
        phone "phone": Text<30>, Normal;
    }
}

record! {
    /// Starting values that the coordinators of a team give its forms. The team stands in the envelope, and only its phones get
    /// it; [`crate::template`] says what it may set.
    Template "template" Reference None, states::STATELESS; {
        /// What the team calls it.
        name "name": Text<40>, Normal, from "recorded";
        /// Service.
        service "service": ServiceCode, Normal, from "recorded";
        /// The type that the form makes.
        for_type "forType": TypeCode, Normal, from "recorded";
        /// Values by field; nothing of a person.
        values "values": Object, Normal, from "recorded";
    }
}
